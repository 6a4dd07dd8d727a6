// Lays the heatmap over the film with a slider, and lets both be enlarged and moved: wheel, pinch, drag, keys, buttons.
// Without this script the two pictures stand one below the other.

const MOST = 8
const STEP = 1.25
const ARROW_PIXELS = 48

for (const viewer of document.querySelectorAll('[data-viewer]')) enhance(viewer)

function enhance(viewer) {
  const find = (name) => viewer.querySelector(`[data-${name}]`)
  const [stage, pictures, film, heatmap] = ['stage', 'pictures', 'film', 'heatmap'].map(find)
  const blend = find('blend')
  let scale = 1
  let x = 0
  let y = 0
  /** Fingers and the mouse button that are down, by id. */
  const down = new Map()

  viewer.classList.add('viewer-on')
  if (film && heatmap) viewer.classList.add('viewer-both')
  find('tools').hidden = false
  find('viewer-hint').hidden = false
  stage.tabIndex = 0
  stage.setAttribute('role', 'group')
  stage.setAttribute(
    'aria-label',
    'Film. Plus and minus enlarge and shrink, zero shows it whole, arrows move it.',
  )

  if (blend) {
    blend.addEventListener('input', mix)
    mix()
  }
  find('invert')?.addEventListener('click', ({ currentTarget }) => {
    const inverted = viewer.classList.toggle('viewer-inverted')
    currentTarget.setAttribute('aria-pressed', String(inverted))
  })
  for (const button of viewer.querySelectorAll('[data-zoom]')) {
    button.addEventListener('click', () => zoom(button.dataset.zoom))
  }
  stage.addEventListener('wheel', onWheel, { passive: false })
  stage.addEventListener('dblclick', (event) => zoomAt(scale > 1 ? 1 : 2.5, event.clientX, event.clientY))
  stage.addEventListener('keydown', onKey)
  stage.addEventListener('pointerdown', (event) => {
    if (event.button !== 0) return
    down.set(event.pointerId, event)
    if (scale > 1 || down.size > 1) stage.setPointerCapture(event.pointerId)
  })
  stage.addEventListener('pointermove', onPointerMove)
  for (const name of ['pointerup', 'pointercancel']) {
    stage.addEventListener(name, (event) => down.delete(event.pointerId))
  }
  new window.ResizeObserver(draw).observe(stage)
  const broadest = heatmap ?? film
  if (broadest.complete) takeShape()
  else broadest.addEventListener('load', takeShape)

  function takeShape() {
    const { naturalWidth, naturalHeight } = broadest
    if (naturalHeight === 0) return
    pictures.style.setProperty('--picture-ratio', String(naturalWidth / naturalHeight))
    draw()
  }

  function mix() {
    heatmap.style.opacity = String(blend.value / 100)
    blend.setAttribute('aria-valuetext', `${blend.value} % heatmap`)
  }

  function zoom(how) {
    const { left, top, width, height } = stage.getBoundingClientRect()
    const to = how === 'fit' ? 1 : how === 'in' ? scale * STEP : scale / STEP
    zoomAt(to, left + width / 2, top + height / 2)
  }

  /** Enlarges so that what is at a place of the window stays there. */
  function zoomAt(to, clientX, clientY) {
    const { left, top, width, height } = stage.getBoundingClientRect()
    const next = Math.min(MOST, Math.max(1, to))
    const fromX = clientX - left - width / 2
    const fromY = clientY - top - height / 2
    x = fromX - ((fromX - x) * next) / scale
    y = fromY - ((fromY - y) * next) / scale
    scale = next
    draw()
  }

  function moveBy(dx, dy) {
    x += dx
    y += dy
    draw()
  }

  function draw() {
    const { clientWidth, clientHeight } = stage
    const slackX = Math.max(0, (pictures.offsetWidth * scale - clientWidth) / 2)
    const slackY = Math.max(0, (pictures.offsetHeight * scale - clientHeight) / 2)
    x = Math.min(slackX, Math.max(-slackX, x))
    y = Math.min(slackY, Math.max(-slackY, y))
    pictures.style.transform = `translate(${x}px, ${y}px) scale(${scale})`
    stage.classList.toggle('viewer-moved', scale > 1)
    find('zoom-value').textContent = `${Math.round(scale * 100)} %`
  }

  function onWheel(event) {
    // At the end of the range the page scrolls on, so that nobody is caught here.
    const to = scale * Math.exp(-event.deltaY * (event.deltaMode === 1 ? 0.05 : 0.0018))
    if ((to <= 1 && scale === 1) || (to >= MOST && scale === MOST)) return
    event.preventDefault()
    zoomAt(to, event.clientX, event.clientY)
  }

  function onKey(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const arrows = {
      ArrowLeft: [ARROW_PIXELS, 0],
      ArrowRight: [-ARROW_PIXELS, 0],
      ArrowUp: [0, ARROW_PIXELS],
      ArrowDown: [0, -ARROW_PIXELS],
    }
    if (event.key === '+' || event.key === '=') zoom('in')
    else if (event.key === '-') zoom('out')
    else if (event.key === '0') zoom('fit')
    else if (event.key in arrows && scale > 1) moveBy(...arrows[event.key])
    else return
    event.preventDefault()
  }

  function onPointerMove(event) {
    const before = down.get(event.pointerId)
    if (!before) return
    const others = [...down.values()].filter(({ pointerId }) => pointerId !== event.pointerId)
    down.set(event.pointerId, event)
    if (others.length === 0) {
      if (scale > 1) moveBy(event.clientX - before.clientX, event.clientY - before.clientY)
      return
    }
    const [other] = others
    const apart = (a) => Math.hypot(a.clientX - other.clientX, a.clientY - other.clientY)
    const middleX = (event.clientX + other.clientX) / 2
    const middleY = (event.clientY + other.clientY) / 2
    if (apart(before) > 0) zoomAt((scale * apart(event)) / apart(before), middleX, middleY)
    moveBy((event.clientX - before.clientX) / 2, (event.clientY - before.clientY) / 2)
  }
}
