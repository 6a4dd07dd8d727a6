/** Blocks up to this size are kept for the next layer; larger ones go back to the system when they are freed. */
const KEPT_BLOCK = 4 * 1024 * 1024
/** Free memory that is kept at the end of the heap. */
const KEPT_FREE = 64 * 1024 * 1024

/**
 * The environment of the inference process. Nothing of ours is in it, so that a token cannot leak from there.
 * Loading a network takes several times the size of its weights for a moment. glibc would keep most of that, or, with
 * fixed thresholds below the size of weights, give it back: hundreds of megabytes for 3 % of the time of a forward pass.
 * oneDNN's kernels, which TensorFlow turns on by itself for AVX-512 alone, run a frozen graph a sixth quicker with AVX2
 * too (`bench/saved-model.mjs`). The layers model they slow down, but that one serves only where no graph can.
 */
export function childEnvironment(threads: number, from: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
  return {
    ...from,
    TF_CPP_MIN_LOG_LEVEL: '3',
    TF_ENABLE_ONEDNN_OPTS: '1',
    MALLOC_MMAP_THRESHOLD_: String(KEPT_BLOCK),
    MALLOC_TRIM_THRESHOLD_: String(KEPT_FREE),
    ...(threads > 0
      ? {
          TF_NUM_INTRAOP_THREADS: String(threads),
          TF_NUM_INTEROP_THREADS: '1',
          OMP_NUM_THREADS: String(threads),
        }
      : {}),
  }
}
