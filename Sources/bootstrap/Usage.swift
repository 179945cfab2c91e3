/// What the program says about itself to somebody who starts it from a shell.
enum Usage {
    static let text = """
        bootstrap is Minilab, an image pipeline on S3: drop a photo into a bucket, and its renditions, a metadata row and a
        notification come out. AWS Lambda starts it as a custom runtime (provided.al2023); AWS_LAMBDA_RUNTIME_API is not set, so this
        is not Lambda.

          bootstrap develop photo.jpg holiday/ --recipe resize --out developed
          bootstrap explain photo.jpg --recipe recipe.json
          bootstrap check recipe.json
                          work on files of this machine with the same recipes (bootstrap help tells more)
          make demo       runs everything on this machine, on a real photo, without an AWS account
          make deploy     brings the stack up on AWS

        """
}
