import { type Route, route } from '../../../kit/api.ts'
import { brandName } from '../../../kit/brand.ts'
import { contrast, readableContrast } from '../../../kit/colour.ts'
import type { Workspace } from '../../../kit/workspace.ts'
import type { Ledger } from '../../../stores/ledger/index.ts'
import { askPage } from '../../tracking/pages.ts'
import { previewEmail } from '../preview.ts'
import { templates } from '../templates/index.ts'
import { getBrand, previewBrand, saveBrand } from './api.ts'
import { lookOf } from './apply.ts'
import { assertOwnLogo, brandWithVersions, saveBrandVersion } from './store.ts'

/** Looks of a workspace. @param publicUrl where pictures are fetched from */
export function brandRoutes({ ledger }: { ledger: Ledger }, publicUrl: () => string): Route[] {
  return [
    route(getBrand, ({ workspace }) => brandWithVersions(ledger, workspace)),
    route(saveBrand, async ({ workspace, actor }, { body }) => {
      await assertOwnLogo(ledger, workspace, body.brand)
      await saveBrandVersion(ledger, workspace, body, actor)
      return brandWithVersions(ledger, workspace)
    }),
    route(previewBrand, async ({ workspace }, { body: { brand, language } }) => {
      const shown: Workspace = { ...workspace, brand: { ...brand, version: 0 } }
      const name = brandName(shown, language)
      const { html, text } = await previewEmail(
        sample(language),
        variables(name, language),
        '',
        lookOf(shown, publicUrl()),
      )
      const pair = (pair: 'text' | 'button', ratio: number) => ({
        pair,
        ratio: Math.floor(ratio * 100) / 100,
        enough: ratio >= readableContrast,
      })
      const { ink, paper, onAccent, accent } = brand.colours
      return {
        ...{ mail: html, text, page: askPage(language, shown, '') },
        sender: brand.senderName || name,
        contrasts: [pair('text', contrast(ink, paper)), pair('button', contrast(onAccent, accent))],
      }
    }),
  ]
}

function sample(language: 'zh-CN' | 'en') {
  const found = templates.find((each) => each.id === `thank-you.${language}`)
  if (!found) throw new Error(`There is no template thank-you.${language}.`)
  return found
}

function variables(name: string, language: 'zh-CN' | 'en') {
  return {
    brand: { name },
    offer: {
      name: '',
      words: language === 'en' ? 'What the offer promises' : '优惠内容写在这里',
      code: '',
      validDays: 14,
    },
    links: { main: 'https://example.org/' },
  }
}
