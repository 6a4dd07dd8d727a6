// Makes the upload form take several pictures: chosen, dropped or pasted, each sent by itself with its progress.
// Without this script the form sends one picture and opens its result.

const form = document.querySelector('form[data-upload]')
if (form instanceof window.HTMLFormElement) enhance(form)

/** @param {HTMLFormElement} form */
function enhance(form) {
  const input = form.querySelector('input[type=file]')
  const drop = form.querySelector('[data-drop]')
  const list = form.querySelector('[data-files]')
  const status = form.querySelector('[data-status]')
  const send = form.querySelector('[data-send]')
  const words = { ...form.dataset, ...JSON.parse(form.dataset.words) }
  const maxBytes = Number(words.maxBytes)
  /** Pictures that are chosen and not sent yet. */
  let waiting = []
  let sending = false

  input.multiple = true
  input.required = false
  form.classList.add('upload-scripted')
  for (const part of form.querySelectorAll('[data-script-only]')) part.hidden = false

  input.addEventListener('change', () => {
    add(input.files)
    input.value = ''
  })
  for (const name of ['dragover', 'dragleave', 'drop']) {
    drop.addEventListener(name, (event) => {
      event.preventDefault()
      drop.classList.toggle('drop-over', name === 'dragover')
      if (name === 'drop') add(event.dataTransfer.files)
    })
  }
  document.addEventListener('paste', (event) => add(event.clipboardData?.files ?? []))
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    if (waiting.length === 0) input.click()
    else void sendAll()
  })

  function add(files) {
    for (const file of files) {
      const row = createRow(file, words, () => remove(file))
      list.append(row.element)
      if (file.size > maxBytes) row.finish(words.tooLarge, null, true)
      else waiting.push({ file, row })
    }
    refresh()
  }

  function remove(file) {
    waiting = waiting.filter((entry) => entry.file !== file)
    refresh()
    input.focus()
  }

  function refresh() {
    list.hidden = list.children.length === 0
    send.disabled = sending
    send.textContent = countOf(Math.max(1, waiting.length), words.send)
  }

  async function sendAll() {
    if (sending) return
    sending = true
    const entries = waiting
    waiting = []
    refresh()
    const alone = entries.length === 1
    // One after another: a person who sends ten must not fill the queue for everybody else.
    for (const { file, row } of entries) {
      row.start(words.reading)
      status.textContent = words.reading
      const answer = await sendOne(file, row.progress)
      if (alone && answer.href) {
        location.assign(answer.href)
        return
      }
      row.finish([answer.headline, answer.reference].filter(Boolean).join(' · '), answer.href, !answer.href)
      status.textContent = answer.headline
    }
    sending = false
    refresh()
  }

  /** Never rejects: what cannot be sent is an answer in words too. */
  function sendOne(file, progress) {
    const failed = { href: null, headline: words.failed, reference: '' }
    return new Promise((resolve) => {
      const request = new XMLHttpRequest()
      request.open('POST', form.action)
      request.responseType = 'json'
      request.setRequestHeader('Accept', 'application/json')
      request.upload.addEventListener('progress', ({ lengthComputable, loaded, total }) => {
        if (lengthComputable) progress(loaded / total)
      })
      request.addEventListener('load', () => resolve(request.response?.headline ? request.response : failed))
      request.addEventListener('error', () => resolve(failed))
      const body = new FormData()
      body.append('picture', file)
      request.send(body)
    })
  }
}

/** A line of the list. Everything a file brings along is set as text. */
function createRow(file, words, onRemove) {
  const element = make('li', 'file')
  const name = make('span', 'file-name', file.name || words.pasted)
  const state = make('span', 'file-state', size(file.size))
  const bar = make('progress', '')
  const remove = make('button', 'button button-quiet', words.remove)
  remove.type = 'button'
  remove.setAttribute(
    'aria-label',
    words.removeFile.replace('{name}', () => name.textContent),
  )
  remove.addEventListener('click', () => {
    element.remove()
    onRemove()
  })
  element.append(name, state, remove)

  return {
    element,
    start(text) {
      remove.remove()
      state.textContent = text
      bar.max = 1
      bar.value = 0
      bar.setAttribute(
        'aria-label',
        words.progressOf.replace('{name}', () => name.textContent),
      )
      element.append(bar)
    },
    /** Sent whole, the bar goes on without an end until the answer comes. */
    progress(share) {
      if (share < 1) bar.value = share
      else bar.removeAttribute('value')
    },
    finish(text, href, failed) {
      element.classList.toggle('file-failed', failed)
      bar.remove()
      remove.remove()
      state.textContent = text
      if (!href) return
      const link = make('a', 'button', words.open)
      link.href = href
      link.setAttribute(
        'aria-label',
        words.openAnswerFor.replace('{name}', () => name.textContent),
      )
      element.append(link)
    },
  }
}

function make(tag, className, text = '') {
  const element = document.createElement(tag)
  element.className = className
  element.textContent = text
  return element
}

/** Digits are 0 to 9 in every language, as the server writes them. */
const locale = `${document.documentElement.lang}-u-nu-latn`

/** The words for a count by the plural rules of the page's language; `#` stands for the number. */
function countOf(count, forms) {
  return (forms[new Intl.PluralRules(locale).select(count)] ?? forms.other).replace('#', String(count))
}

function size(bytes) {
  const number = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 })
  return bytes < 1e6
    ? `${number.format(Math.max(1, Math.round(bytes / 1000)))} kB`
    : `${number.format(bytes / 1e6)} MB`
}
