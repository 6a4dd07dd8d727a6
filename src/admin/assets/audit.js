/** Follows a verification that is running, and shows its end. Without this script the page loads itself again. */
const place = document.querySelector('[data-live]')

if (place instanceof HTMLElement && place.dataset.live) {
  const bar = place.querySelector('progress')
  const count = place.querySelector('[data-events]')
  const held = place.querySelector('[data-studies]')
  const source = new EventSource(place.dataset.live)
  source.addEventListener('progress', ({ data }) => {
    const { events, studies, total } = JSON.parse(data)
    bar.max = Math.max(1, total)
    bar.value = events
    count.textContent = events.toLocaleString('en')
    held.hidden = studies === null
    held.querySelector('span').textContent = (studies ?? 0).toLocaleString('en')
  })
  source.addEventListener('end', () => {
    source.close()
    location.reload()
  })
}
