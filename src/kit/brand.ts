import { z } from 'zod'
import { localized } from './api-shapes.ts'
import { contrast, farthestFrom, type Hex, hexColour, mix, readableContrast, readableOn } from './colour.ts'
import type { Locale } from './errors.ts'

/** Texts of a brand are set into templates: they are no templates themselves, and carry no control characters. */
const plain = (most: number) =>
  z
    .string()
    .trim()
    .max(most)
    .refine((text) => !/\{\{|\{%|\}\}|%\}/.test(text), 'no {{ }} or {% %}: this text is no template')
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused
    .refine((text) => !/[\u0000-\u0009\u000b-\u001f\u007f]/.test(text), 'no control characters')
const inBoth = (most: number) => z.object({ en: plain(most), 'zh-CN': plain(most) })
const oneLine = (most: number) => plain(most).refine((text) => !text.includes('\n'), 'one line')
const colour = z.string().toLowerCase().regex(hexColour, 'six hexadecimal digits after #')
const webLink = z
  .url({ protocol: /^https?$/ })
  .max(500)
  .refine((url) => !/[{}"'<>\s]/.test(url), 'no braces, quotes or blanks')

/** How a company shows itself to customers: in mails, and on the pages they reach from a message. */
export const brandShape = z.object({
  name: z.object({ en: oneLine(60), 'zh-CN': oneLine(60) }).describe('Blank: the name of the workspace'),
  senderName: oneLine(60)
    .refine((text) => !/[<>"\\,;:@]/.test(text), 'no <>",;:@')
    .describe('Before the address mail comes from; blank: as the sender is set'),
  logo: z
    .object({
      path: z.string().regex(/^\/a\/[0-9a-f]{32}\.(png|jpg|gif|webp)$/),
      width: z.int().min(1),
      height: z.int().min(1),
    })
    .nullable(),
  colours: z.object({ accent: colour, onAccent: colour, ink: colour, paper: colour, second: colour }),
  address: inBoth(300).describe('Postal address, several lines'),
  legal: inBoth(600),
  links: z.array(z.object({ label: localized.extend(inBoth(40).shape), url: webLink })).max(6),
})
export type BrandSettings = z.output<typeof brandShape>

/** As it is in use; version 0 is the standard look, which nobody has changed. */
export type Brand = BrandSettings & { version: number }

export const standardBrand: BrandSettings = {
  name: { en: '', 'zh-CN': '' },
  senderName: '',
  logo: null,
  colours: {
    accent: '#c8432b',
    onAccent: '#ffffff',
    ink: '#1f2329',
    paper: '#fbfaf7',
    second: '#4f8a7a',
  },
  address: { en: '', 'zh-CN': '' },
  legal: { en: '', 'zh-CN': '' },
  links: [],
}

export function brandOf({ brand }: { brand?: Brand }): Brand {
  return brand ?? { ...standardBrand, version: 0 }
}

/** What customers know the company by, in their language. */
export function brandName(workspace: { brand?: Brand; name: string }, locale: Locale): string {
  const { name } = brandOf(workspace)
  return name[locale] || name['zh-CN'] || name.en || workspace.name
}

export interface Palette {
  accent: Hex
  onAccent: Hex
  ink: Hex
  soft: Hex
  paper: Hex
  slip: Hex
  line: Hex
  second: Hex
  kicker: Hex
  link: Hex
}

const night = { paper: '#17191c', ink: '#ece9e2' } as const

function paletteOn(colours: BrandSettings['colours'], ink: Hex, paper: Hex): Palette {
  const tinted = mix(paper, ink, 0.05)
  // Where the text stands out only just, a tint under it would take what it has.
  const slip = contrast(ink, tinted) >= readableContrast ? tinted : paper
  const readable = (colour: Hex) => readableOn(colour, [paper], farthestFrom(paper))
  return {
    ...{ accent: colours.accent, onAccent: colours.onAccent, second: colours.second },
    ...{ ink, paper, slip, line: mix(paper, ink, 0.12) },
    soft: readableOn(mix(ink, paper, 0.28), [paper, slip], ink),
    kicker: readable(colours.second),
    link: readable(colours.accent),
  }
}

/** All colours of the look, each text readable on its ground, where the reader's machine is light and where it is dark. */
export function palettes({ colours }: Pick<BrandSettings, 'colours'>): { light: Palette; dark: Palette } {
  return {
    light: paletteOn(colours, colours.ink, colours.paper),
    dark: paletteOn(colours, night.ink, night.paper),
  }
}

/** Pairs a company chooses itself, with what keeps them from being read. */
export function unreadablePairs({
  colours,
}: Pick<BrandSettings, 'colours'>): { pair: 'text' | 'button'; ratio: number }[] {
  const pairs = [
    { pair: 'text' as const, ratio: contrast(colours.ink, colours.paper) },
    { pair: 'button' as const, ratio: contrast(colours.onAccent, colours.accent) },
  ]
  return pairs.filter(({ ratio }) => ratio < readableContrast)
}
