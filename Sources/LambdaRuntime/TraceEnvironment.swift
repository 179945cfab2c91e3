import Glibc

/// The environment variable by which libraries in the same process learn the invocation's trace id.
public enum TraceEnvironment {
    /// Sets `_X_AMZN_TRACE_ID`, or removes it when the invocation has none, so that no id outlives its invocation.
    public static func announce(_ traceID: String?) {
        if let traceID {
            unsafe setenv("_X_AMZN_TRACE_ID", traceID, 1)
        } else {
            unsafe unsetenv("_X_AMZN_TRACE_ID")
        }
    }
}
