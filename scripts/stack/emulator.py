"""MiniStack, started so that its functions' starts are told as Lambda tells them.

When a function fails before its first event, Lambda keeps what it has written until then in its log, and answers with the error
that it reported. MiniStack has both, and gives away neither: what it makes of it is put right here.
"""

import threading

import ministack.app
from ministack.core import lambda_runtime
from ministack.services import lambda_svc

Worker = lambda_runtime.ProvidedWorker
lost = threading.local()


def mend():
    wait, execute = Worker._await_init, lambda_svc._execute_function_provided_warm

    def waited(self, *arguments):
        try:
            return wait(self, *arguments)
        except RuntimeError as error:
            lost.lines = self._drain_stderr_bounded(first_line_wait=0.5)
            reported = self._init_error
            if isinstance(reported, dict) and "errorMessage" in reported:
                kind = reported.get("errorType") or "Runtime.Unknown"
                raise lambda_runtime.ProvidedRuntimeError(reported["errorMessage"], kind) from error
            raise

    def executed(*arguments):
        lost.lines = ""
        result = execute(*arguments)
        if result.get("error") and not result.get("log"):
            result["log"] = lost.lines
        return result

    Worker._await_init, lambda_svc._execute_function_provided_warm = waited, executed


if __name__ == "__main__":
    mend()
    ministack.app.main()
