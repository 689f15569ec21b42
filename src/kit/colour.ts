/** `#rrggbb`. */
export type Hex = string

export const hexColour = /^#[0-9a-f]{6}$/

/** Smallest contrast of text of ordinary size. Source: WCAG 2.2, success criterion 1.4.3 (AA). */
export const readableContrast = 4.5

/** Red, green and blue, 0 to 255 each. */
export function channelsOf(colour: Hex): [number, number, number] {
  const value = Number.parseInt(colour.slice(1), 16)
  return [value >> 16, (value >> 8) & 0xff, value & 0xff]
}

/** Relative luminance in [0, 1]. Source: WCAG 2.2, definition of relative luminance. */
export function luminance(colour: Hex): number {
  const [r, g, b] = channelsOf(colour).map((channel) => {
    const share = channel / 255
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  }) as [number, number, number]
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

/** Contrast of two colours, 1 to 21. Source: WCAG 2.2, definition of contrast ratio. */
export function contrast(one: Hex, other: Hex): number {
  const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a) as [number, number]
  return (light + 0.05) / (dark + 0.05)
}

/** @param share of `other`, 0 to 1 */
export function mix(one: Hex, other: Hex, share: number): Hex {
  const [a, b] = [channelsOf(one), channelsOf(other)]
  const mixed = a.map((channel, index) => Math.round(channel + ((b[index] ?? 0) - channel) * share))
  return `#${mixed.map((channel) => channel.toString(16).padStart(2, '0')).join('')}`
}

/** Black or white, whichever stands out more. */
export function farthestFrom(ground: Hex): Hex {
  return contrast('#000000', ground) >= contrast('#ffffff', ground) ? '#000000' : '#ffffff'
}

/**
 * The colour, taken towards `goal` no further than text needs to be readable on all grounds.
 * @param goal itself readable on them
 */
export function readableOn(colour: Hex, grounds: readonly Hex[], goal: Hex): Hex {
  for (let share = 0; share < 1; share += 0.04) {
    const tried = mix(colour, goal, share)
    if (grounds.every((ground) => contrast(tried, ground) >= readableContrast)) return tried
  }
  return goal
}
