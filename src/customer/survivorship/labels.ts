import type { Localized } from '../../kit/api-shapes.ts'
import { attributePrefix } from './sayings.ts'

const labels: Readonly<Record<string, Localized>> = {
  country: { en: 'Country', 'zh-CN': '国家' },
  region: { en: 'Province or region', 'zh-CN': '省份' },
  city: { en: 'City', 'zh-CN': '城市' },
  gender: { en: 'Gender', 'zh-CN': '性别' },
  birth_year: { en: 'Year of birth', 'zh-CN': '出生年份' },
  tier: { en: 'Tier', 'zh-CN': '等级' },
  language: { en: 'Language', 'zh-CN': '语言' },
}

/** An attribute as people call it: those of a workspace by their own names. */
export function labelOfAttribute(attribute: string): Localized {
  const name = attribute.startsWith(attributePrefix) ? attribute.slice(attributePrefix.length) : attribute
  return labels[attribute] ?? { en: name, 'zh-CN': name }
}

export const knownAttributes = Object.keys(labels)

/** A saying's text as people read it. */
export function readable(attribute: string, value: string): string {
  if (!attribute.startsWith(attributePrefix)) return value
  const parsed: unknown = JSON.parse(value)
  return typeof parsed === 'string' ? parsed : value
}
