// Keeps the list of the latest answers as it is while the page is open. Without it the list stands as of the page's loading.
const panel = document.querySelector('[data-live]')
const MOST = 12
const NETWORK = {
  starting: 'Starting',
  ready: 'Ready',
  restarting: 'Starting again',
  failed: 'Not running',
  closed: 'Stopping',
}
// A page that nobody looks at keeps no connection open, and no session alive.
const HIDDEN_MS = 60_000

if (panel && 'EventSource' in window) follow(panel)

function follow(panel) {
  const part = (name) => panel.querySelector(`[data-live-${name}]`)
  const [list, state, more] = [part('list'), part('state'), part('more')]
  const shown = new Set(Array.from(list.querySelectorAll('a'), (link) => link.getAttribute('href')))
  let fresh = 0
  let source = null
  let hiding = 0

  function say(words, isLive) {
    state.hidden = false
    state.textContent = words
    state.classList.toggle('live-state-on', isLive)
  }

  function showNetwork({ state: name, waiting, limit }) {
    part('network').textContent = NETWORK[name] ?? name
    part('waiting').textContent = `${waiting} of ${limit}`
  }

  function showAnswer(answer, isNew) {
    if (shown.has(answer.href)) return
    shown.add(answer.href)
    part('empty')?.remove()
    list.prepend(draw(answer, isNew))
    while (list.children.length > MOST) list.lastElementChild.remove()
    fresh += 1
    more.hidden = false
    part('count').textContent =
      fresh === 1 ? '1 answer since this page was loaded.' : `${fresh} answers since this page was loaded.`
  }

  function draw(answer, isNew) {
    const item = element('li', isNew ? 'live-answer live-answer-new' : 'live-answer')
    const chip = element('span', `chip chip-${answer.tone}`)
    const sign = panel.querySelector(`template[data-live-sign="${answer.tone}"]`)
    if (sign) chip.append(sign.content.cloneNode(true))
    chip.append(answer.outcome)
    const link = element('a', '')
    link.href = answer.href
    link.textContent = answer.reference
    const from = element('span', 'live-from')
    const time = element('time', '')
    time.dateTime = answer.at
    time.textContent = answer.time
    from.append(`${answer.channel}, `, time)
    item.append(chip, link, from)
    return item
  }

  function open() {
    if (source) return
    source = new EventSource(panel.dataset.live)
    source.addEventListener('hello', (event) => {
      const { answers, reader } = JSON.parse(event.data)
      say('Live', true)
      showNetwork(reader)
      for (const answer of answers.reverse()) showAnswer(answer, false)
    })
    source.addEventListener('answer', (event) => showAnswer(JSON.parse(event.data), true))
    source.addEventListener('network', (event) => showNetwork(JSON.parse(event.data)))
    source.addEventListener('signed-out', () => {
      close()
      say('Signed out', false)
    })
    source.addEventListener('error', () => {
      const isOver = source?.readyState === EventSource.CLOSED
      say(isOver ? 'Not live: load the page again' : 'Connecting again', false)
      if (isOver) source = null
    })
  }

  function close() {
    source?.close()
    source = null
  }

  document.addEventListener('visibilitychange', () => {
    window.clearTimeout(hiding)
    if (document.hidden) hiding = setTimeout(close, HIDDEN_MS)
    else open()
  })
  window.addEventListener('pagehide', close)
  window.addEventListener('pageshow', (event) => {
    if (event.persisted) open()
  })
  open()
}

function element(name, look) {
  const made = document.createElement(name)
  if (look) made.className = look
  return made
}
