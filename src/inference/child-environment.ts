/**
 * The environment of the inference process. Nothing of ours is in it, so that a token cannot leak from there.
 * glibc gives large blocks back to the system after every layer by default, and taking them again costs a fifth of a
 * forward pass: the two thresholds keep them.
 */
export function childEnvironment(threads: number, from: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
  return {
    ...from,
    TF_CPP_MIN_LOG_LEVEL: '3',
    MALLOC_MMAP_THRESHOLD_: '1073741824',
    MALLOC_TRIM_THRESHOLD_: '2147483648',
    ...(threads > 0
      ? {
          TF_NUM_INTRAOP_THREADS: String(threads),
          TF_NUM_INTEROP_THREADS: '1',
          OMP_NUM_THREADS: String(threads),
        }
      : {}),
  }
}
