// Gives long values of the record a button that copies them, and says that another model is being started.

for (const value of document.querySelectorAll('[data-copy]')) {
  const button = document.createElement('button')
  button.type = 'button'
  button.className = 'copy'
  button.textContent = 'Copy'
  const name = value.closest('.fact')?.querySelector('dt')?.textContent ?? ''
  button.setAttribute('aria-label', `Copy ${name}`)
  button.addEventListener('click', async () => {
    try {
      await navigator.clipboard.writeText(value.textContent.trim())
      button.textContent = 'Copied'
    } catch {
      // Without a clipboard the value is marked, so that the keyboard can copy it.
      window.getSelection()?.selectAllChildren(value)
      button.textContent = 'Marked'
    }
  })
  value.after(button)
}

const form = document.querySelector('[data-rerun]')
form?.addEventListener('submit', () => {
  form.querySelector('[data-rerun-status]').textContent = 'The model is being started and reads the picture…'
  form.querySelector('button').disabled = true
})
// A page that the browser kept comes back as it was left.
window.addEventListener('pageshow', () => {
  const button = form?.querySelector('button')
  if (button) button.disabled = false
})
