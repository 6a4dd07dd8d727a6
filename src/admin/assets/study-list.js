// Walks the list of studies by keyboard. Without this script the links are reached by Tab.
import { keysAreOn, plainKey, switchKeys } from './keys.js'

const links = [...document.querySelectorAll('[data-study-rows] .cell-reference a')]
const search = document.querySelector('#search')
const hint = document.querySelector('[data-keys-hint]')
const button = document.querySelector('[data-keys-switch]')

let on = keysAreOn()
if (hint && links.length > 0) {
  hint.hidden = false
  show()
  button.addEventListener('click', () => {
    on = !on
    switchKeys(on)
    show()
  })
}

document.addEventListener('keydown', (event) => {
  const key = plainKey(event)
  if (!on || key === null) return
  if (key === 'j') move(1)
  else if (key === 'k') move(-1)
  else if (key === '/' && search) search.focus()
  else return
  event.preventDefault()
})

function move(step) {
  const here = links.indexOf(document.activeElement)
  const next = here < 0 ? (step > 0 ? 0 : links.length - 1) : here + step
  const link = links[Math.min(links.length - 1, Math.max(0, next))]
  link?.focus()
  link?.scrollIntoView({ block: 'nearest' })
}

function show() {
  button.textContent = on ? 'Turn off' : 'Turn on'
  hint.classList.toggle('keys-off', !on)
}
