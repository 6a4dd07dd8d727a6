// Keys of one letter: on until somebody turns them off, and never while something is being typed.
const NAME = 'chestcheck.keys'

export function keysAreOn() {
  try {
    return window.localStorage.getItem(NAME) !== 'off'
  } catch {
    return true
  }
}

export function switchKeys(on) {
  try {
    if (on) window.localStorage.removeItem(NAME)
    else window.localStorage.setItem(NAME, 'off')
  } catch {
    // A browser that keeps nothing asks again on the next page.
  }
}

/** The key of an event that no field and no browser command wants; null for the others. */
export function plainKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return null
  const target = event.target
  if (target instanceof window.Element && target.closest('input, textarea, select, [contenteditable]'))
    return null
  return event.key
}
