import { type Brand, brandOf, type Palette, palettes, standardBrand } from '../../../kit/brand.ts'
import type { Locale } from '../../../kit/errors.ts'
import { brandFooter, shownSize } from '../../../kit/public-page.ts'
import type { Workspace } from '../../../kit/workspace.ts'

/** How a company's mails look, and where their pictures are fetched from. */
export interface MailLook {
  brand: Brand
  /** Without a slash at its end. */
  publicUrl: string
}

export const standardLook: MailLook = { brand: { ...standardBrand, version: 0 }, publicUrl: '' }

export function lookOf(workspace: Workspace, publicUrl: string): MailLook {
  return { brand: brandOf(workspace), publicUrl }
}

const word = /\{\{-?\s*brand\.(\w+)\s*-?\}\}/g
/** Pictures of the workspace, as creatives name them. */
const picture = /(\ssrc\s*=\s*["'])(\/a\/[0-9a-f]{32}\.(?:png|jpg|gif|webp)["'])/g

/**
 * Sets colours, logo and footer of the company into a layout, before MJML reads it: MJML takes a colour only where one
 * stands. Nothing set in is a template: a brand's texts may hold no braces.
 */
export function withLook(mjml: string, language: Locale, { brand, publicUrl }: MailLook): string {
  const set = lookWords(brand, language)
  return mjml
    .replace(word, (whole, name: string) => (Object.hasOwn(set, name) ? (set[name] ?? whole) : whole))
    .replace(picture, (_, head: string, path: string) => `${head}${publicUrl}${path}`)
}

/** What stands for `{{ brand.… }}` in a layout; `brand.name` is a variable like any other. */
function lookWords(brand: Brand, language: Locale): Readonly<Record<string, string>> {
  const { light, dark } = palettes(brand)
  const night = Object.entries(paletteWords(dark)).map(([name, value]) => [`dark_${name}`, value])
  return {
    ...paletteWords(light),
    ...Object.fromEntries(night),
    logo: logo(brand, light),
    footer: brandFooter(brand, language),
  }
}

function paletteWords({ onAccent, ...rest }: Palette): Record<string, string> {
  return { ...rest, on_accent: onAccent }
}

/** On its own light ground, also where the reader's machine is dark: most logos are dark drawings on nothing. */
function logo({ logo: picture }: Brand, { paper }: Palette): string {
  if (!picture) return '<strong>{{ brand.name }}</strong>'
  const { width, height } = shownSize(picture)
  return `<img src="${picture.path}" width="${width}" height="${height}" alt="{{ brand.name }}" style="display:block;border:0;padding:6px 6px 6px 0;background-color:${paper}" />`
}
