// Buttons that copy a text. Without a script the text can be selected all the same.
for (const button of document.querySelectorAll('[data-copy]')) {
  const field = document.getElementById(button.dataset.copy)
  button.hidden = false
  button.addEventListener('click', async () => {
    field.select()
    try {
      await navigator.clipboard.writeText(field.value)
      button.textContent = 'Copied'
    } catch {
      // Not on https, or not allowed: the text stays selected for the keyboard.
      button.textContent = 'Press Ctrl+C'
    }
  })
}
