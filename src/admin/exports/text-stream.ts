/**
 * Text in pieces as the body of a response. The next piece is asked for when there is room for it, and the source is closed
 * when the reader goes away: memory does not grow with the length. Nothing is read before somebody reads.
 */
export function textStream(
  pieces: AsyncIterable<string>,
  onEnd: (end: 'complete' | 'left' | 'broken', error?: unknown) => void = () => undefined,
): ReadableStream<Uint8Array> {
  const iterator = pieces[Symbol.asyncIterator]()
  const encoder = new TextEncoder()
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          const next = await iterator.next()
          if (next.done !== true) {
            controller.enqueue(encoder.encode(next.value))
            return
          }
          controller.close()
          onEnd('complete')
        } catch (error) {
          // The file must not look whole: the connection breaks off.
          onEnd('broken', error)
          controller.error(error)
        }
      },
      async cancel() {
        onEnd('left')
        await iterator.return?.()
      },
    },
    { highWaterMark: 0 },
  )
}
