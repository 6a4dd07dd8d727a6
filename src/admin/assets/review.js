// Single keys press what is on the page: every step is a button, a link or a field that works without them.
let sent = false

document.addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || event.isComposing) return
  const { target } = event
  if (event.key === 'Escape') {
    if (target instanceof HTMLElement && isWritten(target)) target.blur()
    return
  }
  if (target instanceof HTMLElement && isWritten(target)) return
  if (press(event.key)) event.preventDefault()
})

// A page that comes back from the browser's memory may be sent again.
window.addEventListener('pageshow', () => {
  sent = false
})

function isWritten(element) {
  return element.matches('textarea, select, input:not([type="checkbox"])') || element.isContentEditable
}

function press(key) {
  if (key === '?') return showHelp()
  if (key.toLowerCase() === 'h') return toggleHeatmap()
  const found = document.querySelector(`[data-key="${window.CSS.escape(key.toLowerCase())}"]`)
  if (!found) return false
  if (found.matches('textarea')) found.focus()
  else if (!sent) {
    // A key that is held down must not judge the next film too.
    sent = true
    found.click()
  }
  return true
}

function toggleHeatmap() {
  const box = document.querySelector('#heatmap')
  if (!box) return false
  box.checked = !box.checked
  return true
}

function showHelp() {
  const help = document.querySelector('[data-help]')
  help.open = !help.open
  if (help.open) {
    help.scrollIntoView({ block: 'nearest' })
    help.querySelector('summary').focus()
  }
  return true
}
