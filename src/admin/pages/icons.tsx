import type { Child } from 'hono/jsx'

/** Small line drawings. All are decoration: the words beside them say the same. */
function Icon(props: { readonly children: Child; readonly size?: number }) {
  const size = String(props.size ?? 20)
  return (
    <svg
      class="icon"
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      stroke-width="1.75"
      stroke-linecap="round"
      stroke-linejoin="round"
      aria-hidden="true"
    >
      {props.children}
    </svg>
  )
}

/** The product's mark: two lungs and the windpipe. */
export const Mark = () => (
  <Icon size={26}>
    <path d="M12 3.5v8" />
    <path d="M12 9.5c-1.4 1.6-2.2 1.8-3 1.8" />
    <path d="M12 9.5c1.4 1.6 2.2 1.8 3 1.8" />
    <path d="M8.6 7.2C6 8.6 3.6 13 3.6 17.4c0 2 1 3 2.7 2.6 2.2-.5 3.3-1.4 3.3-3.4V8.2c0-1-.4-1.3-1-1Z" />
    <path d="M15.4 7.2c2.6 1.4 5 5.8 5 10.2 0 2-1 3-2.7 2.6-2.2-.5-3.3-1.4-3.3-3.4V8.2c0-1 .4-1.3 1-1Z" />
  </Icon>
)

export const UploadIcon = () => (
  <Icon size={28}>
    <path d="M12 15.5V4.5M7.5 8.7 12 4.3l4.5 4.4" />
    <path d="M4.5 15.5v2.2c0 1.2.8 2 2 2h11c1.2 0 2-.8 2-2v-2.2" />
  </Icon>
)

export const ArrowIcon = () => (
  <Icon size={18}>
    <path d="M5 12h14M13 6l6 6-6 6" />
  </Icon>
)

export const BackIcon = () => (
  <Icon size={18}>
    <path d="M19 12H5M11 18l-6-6 6-6" />
  </Icon>
)

export const DotIcon = () => (
  <Icon size={16}>
    <circle cx="12" cy="12" r="5.5" fill="currentColor" />
  </Icon>
)

export const RingIcon = () => (
  <Icon size={16}>
    <circle cx="12" cy="12" r="5.5" />
  </Icon>
)

export const QuestionIcon = () => (
  <Icon size={16}>
    <path d="M8.5 9.2A3.6 3.6 0 0 1 12 6c2 0 3.6 1.4 3.6 3.3 0 2.5-3.4 2.7-3.4 5M12.2 18v.1" />
  </Icon>
)

export const BarredIcon = () => (
  <Icon size={16}>
    <circle cx="12" cy="12" r="8" />
    <path d="m6.5 17.5 11-11" />
  </Icon>
)

export const AlertIcon = () => (
  <Icon size={16}>
    <path d="M12 4.5 21 19.5H3ZM12 10v4.5M12 17v.1" />
  </Icon>
)

export const ClockIcon = () => (
  <Icon size={16}>
    <circle cx="12" cy="12" r="8" />
    <path d="M12 7.5V12l3 2" />
  </Icon>
)

export const InfoIcon = () => (
  <Icon size={20}>
    <circle cx="12" cy="12" r="8.5" />
    <path d="M12 11v5M12 8v.1" />
  </Icon>
)
