import { SingleBar } from 'cli-progress'
import type { Progress } from '../training/progress.js'

/** Progress on stderr: a bar with an estimate on a terminal, a line every ten per cent elsewhere. */
export function createProgress(stream: NodeJS.WriteStream = process.stderr): Progress {
  return stream.isTTY ? barProgress(stream) : sparseProgress(stream)
}

function barProgress(stream: NodeJS.WriteStream): Progress {
  let bar: SingleBar | null = null
  return {
    start(what, total) {
      bar?.stop()
      bar = new SingleBar({
        format: `${what} [{bar}] {value}/{total}  {percentage}%  {duration_formatted} gone, {eta_formatted} left  {note}`,
        stream,
        etaBuffer: 50,
        hideCursor: true,
      })
      bar.start(total, 0, { note: '' })
    },
    advance(done, note = '') {
      bar?.update(done, { note })
    },
    end() {
      bar?.stop()
      bar = null
    },
  }
}

function sparseProgress(stream: NodeJS.WriteStream): Progress {
  let what = ''
  let total = 1
  let said = 0
  let started = 0
  let first: number | null = null
  return {
    start(name, count) {
      what = name
      total = count
      said = 0
      started = performance.now()
      first = null
      stream.write(`${what}: ${total}\n`)
    },
    advance(done, note = '') {
      // A resumed run begins somewhere in the middle: the estimate counts what was done now.
      first ??= done
      const tenth = Math.floor((done / total) * 10)
      if (tenth <= said) return
      said = tenth
      const seconds = (performance.now() - started) / 1000
      const rate = (done - first) / Math.max(seconds, 0.001)
      const left = rate > 0 ? `, about ${Math.ceil((total - done) / rate)} s left` : ''
      stream.write(
        `${what}: ${done} of ${total}, ${Math.round(seconds)} s${left}${note ? `  ${note}` : ''}\n`,
      )
    },
    end: () => undefined,
  }
}
