/** Shares of the side, 0..1, that the surroundings take from each edge inwards. */
export interface Margins {
  readonly left: number
  readonly right: number
  readonly top: number
  readonly bottom: number
}

/**
 * The chest of one film within the surroundings of another: beyond the margins shoulders, arms, belly, marks and the edge of the
 * film are the donor's. From them a network can learn which hospital a film came from, and how the person lay.
 * @param film, donor `size * size` gray bytes, as the network takes them
 * @param feather share of the side over which one passes into the other, inwards from the margin
 */
export function setInSurroundings(
  film: Uint8Array,
  donor: Uint8Array,
  size: number,
  margins: Margins,
  feather: number,
): Uint8Array {
  const ramp = (distance: number, margin: number): number => {
    const share = Math.max(0, Math.min(1, (distance / size - margin) / feather))
    return share * share * (3 - 2 * share)
  }
  const places = Array.from({ length: size }, (_, place) => place + 0.5)
  const across = places.map((x) => ramp(x, margins.left) * ramp(size - x, margins.right))
  const down = places.map((y) => ramp(y, margins.top) * ramp(size - y, margins.bottom))
  return film.map((value, pixel) => {
    const own = (across[pixel % size] ?? 0) * (down[Math.floor(pixel / size)] ?? 0)
    return value * own + (donor[pixel] ?? 0) * (1 - own)
  })
}
