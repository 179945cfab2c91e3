"""make rollback: puts back the version before the last deployment, with its code and its parameters. Twice, it is undone."""

from stack import packaging, release
from stack.session import Session, confirm, run


def say(text):
    print(f"rollback: {text}", flush=True)


def main():
    session = Session()
    session.outputs()
    bucket = packaging.artifact_bucket(session)
    previous = release.before(session, bucket)
    say(f"{release.running(session)} runs; before it was {previous['version']}")
    for name, value in sorted(previous["parameters"].items()):
        if (now := session.parameters().get(name)) != value:
            say(f"parameter {name} changes from “{now}” to “{value}”")
    current = release.current(session, bucket)
    release.restore(session, bucket, previous, say, lambda: confirm(f"Put back {previous['version']}?"))
    release.keep(session, bucket, current)
    say(f"{previous['version']} runs; make rollback once more puts back {current['version']}")


if __name__ == "__main__":
    run(main)
