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

export const UploadIcon = ({ size = 28 }: { readonly size?: number }) => (
  <Icon size={size}>
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

export const MenuIcon = () => (
  <Icon>
    <path d="M4 7h16M4 12h16M4 17h16" />
  </Icon>
)

export const ChartIcon = () => (
  <Icon>
    <path d="M4 20h16M6.5 16.5v-5M12 16.5v-10M17.5 16.5v-7" />
  </Icon>
)

export const FilmsIcon = () => (
  <Icon>
    <path d="M7.5 4.5h11c.8 0 1.5.7 1.5 1.5v11" />
    <rect x="4" y="7.5" width="12.5" height="12.5" rx="1.5" />
    <path d="M10.2 10.5v3.4M8.5 16.6c0-2 .4-3.4 1.2-4M11.9 16.6c0-2-.4-3.4-1.2-4" />
  </Icon>
)

export const ChecklistIcon = () => (
  <Icon>
    <path d="m4 6.5 1.5 1.5L8.3 5M4 16l1.5 1.5 2.8-3M12 7h8M12 16.5h8" />
  </Icon>
)

export const LayersIcon = () => (
  <Icon>
    <path d="m12 4 8.5 4.5L12 13 3.5 8.5Z" />
    <path d="M3.5 12.5 12 17l8.5-4.5M3.5 16.5 12 21l8.5-4.5" />
  </Icon>
)

export const PeopleIcon = () => (
  <Icon>
    <circle cx="9" cy="8.5" r="3.2" />
    <path d="M3 19.5c.4-3.4 2.7-5.3 6-5.3s5.6 1.9 6 5.3M15.5 5.6a3.2 3.2 0 0 1 0 5.8M17.6 14.7c2 .7 3.2 2.4 3.4 4.8" />
  </Icon>
)

/** A link of a chain that holds. */
export const SealIcon = () => (
  <Icon>
    <path d="M12 3.5 19 6v5.5c0 4.3-2.7 7.4-7 9-4.3-1.6-7-4.7-7-9V6Z" />
    <path d="m9 12 2.2 2.2L15.2 10" />
  </Icon>
)

export const PulseIcon = () => (
  <Icon>
    <path d="M3 12.5h4l2.5-6.5 4.5 12 2.5-5.5H21" />
  </Icon>
)

export const KeyIcon = () => (
  <Icon>
    <circle cx="8" cy="15.5" r="4" />
    <path d="m11 12.5 8-8M16 7.5l2.5 2.5" />
  </Icon>
)

export const UserIcon = () => (
  <Icon>
    <circle cx="12" cy="8.5" r="3.7" />
    <path d="M4.8 20c.6-3.8 3.3-6 7.2-6s6.6 2.2 7.2 6" />
  </Icon>
)

export const SearchIcon = () => (
  <Icon size={18}>
    <circle cx="11" cy="11" r="6" />
    <path d="m15.5 15.5 4.5 4.5" />
  </Icon>
)

export const CrossIcon = () => (
  <Icon size={14}>
    <path d="M6 6l12 12M18 6 6 18" />
  </Icon>
)

export const CheckIcon = () => (
  <Icon size={16}>
    <path d="m5 12.5 4.5 4.5L19 7" />
  </Icon>
)

export const DisagreeIcon = () => (
  <Icon size={16}>
    <path d="M6 6l12 12M18 6 6 18" />
  </Icon>
)

export const EyeIcon = () => (
  <Icon size={16}>
    <path d="M2.5 12C4.5 8 8 6 12 6s7.5 2 9.5 6c-2 4-5.5 6-9.5 6s-7.5-2-9.5-6Z" />
    <circle cx="12" cy="12" r="2.6" />
  </Icon>
)

export const DownloadIcon = () => (
  <Icon size={18}>
    <path d="M12 4.5v11M7.5 11.3l4.5 4.4 4.5-4.4M5 19.5h14" />
  </Icon>
)

export const FilterIcon = () => (
  <Icon size={18}>
    <path d="M4 6.5h16M7 12h10M10 17.5h4" />
  </Icon>
)

export const PlusIcon = () => (
  <Icon size={18}>
    <path d="M12 5v14M5 12h14" />
  </Icon>
)

export const MinusIcon = () => (
  <Icon size={18}>
    <path d="M5 12h14" />
  </Icon>
)

export const FitIcon = () => (
  <Icon size={18}>
    <path d="M4.5 9V4.5H9M15 4.5h4.5V9M19.5 15v4.5H15M9 19.5H4.5V15" />
  </Icon>
)

export const InvertIcon = () => (
  <Icon size={18}>
    <circle cx="12" cy="12" r="7.5" />
    <path d="M12 4.5a7.5 7.5 0 0 1 0 15Z" fill="currentColor" />
  </Icon>
)
