import type { Said } from '../../../kit/errors.ts'
import { sourceErrors } from '../errors.ts'
import { checkedUrl } from '../network/http.ts'
import type { SourceRow } from '../rows.ts'
import type { HttpSettings } from './settings.ts'

/** A page by what asks for it: a number, an offset, a mark, an address; '' for the first where nothing does. */
export type PageMark = string

export interface PageBody {
  rows: SourceRow[]
  /** The whole answer, for the mark of the next page. */
  whole: unknown
}

export function firstPage({ paging, firstPage: first }: HttpSettings): PageMark {
  if (paging === 'page') return String(first)
  return paging === 'offset' ? '0' : ''
}

/** The address of a page. @throws source.badAddress */
export function pageUrl(settings: HttpSettings, page: PageMark, since: string | null): string {
  const { paging } = settings
  if (paging === 'link' && page !== '') return checkedUrl(page).href
  const url = checkedUrl(settings.url)
  if (paging !== 'none' && paging !== 'link') {
    if (page !== '') url.searchParams.set(settings.pageParameter, page)
    if (settings.sizeParameter !== '') url.searchParams.set(settings.sizeParameter, String(settings.pageSize))
  }
  if (settings.sinceParameter !== '' && since !== null) url.searchParams.set(settings.sinceParameter, since)
  return url.href
}

/**
 * What asks for the page after this one; null after the last.
 * @throws source.badAnswer where a link leads to another host: credentials would go with it
 */
export function nextPage(
  settings: HttpSettings,
  page: PageMark,
  { rows, whole }: PageBody,
  answer: { url: string; headers: Readonly<Record<string, string>> },
): PageMark | null {
  switch (settings.paging) {
    case 'none':
      return null
    case 'page':
      return rows.length === 0 ? null : String(Number(page) + 1)
    case 'offset':
      return rows.length === 0 ? null : String(Number(page) + rows.length)
    case 'cursor': {
      const mark = at(whole, settings.nextPath)
      return typeof mark === 'number' || (typeof mark === 'string' && mark !== '') ? String(mark) : null
    }
    case 'link': {
      const target = nextLink(answer.headers.link ?? '')
      if (target === null) return null
      const url = checkedUrl(URL.canParse(target, answer.url) ? new URL(target, answer.url).href : target)
      if (url.host !== new URL(answer.url).host)
        throw sourceErrors.badAnswer({
          where: new URL(answer.url).host,
          problem: {
            en: 'the link to its next page leads to another host',
            'zh-CN': '下一页的链接指向其他主机',
          },
        })
      return url.href
    }
  }
}

/** The target of rel="next" in a Link header, RFC 8288. */
function nextLink(header: string): string | null {
  for (const part of header.split(/,(?=\s*<)/)) {
    const match = /^\s*<([^>]*)>(.*)$/s.exec(part)
    if (match?.[1] !== undefined && /;\s*rel\s*=\s*"?[^";]*\bnext\b/i.test(match[2] ?? '')) return match[1]
  }
  return null
}

/** The rows of an answer. @throws source.badAnswer */
export function rowsOf(whole: unknown, { rowsPath }: HttpSettings, where: string): SourceRow[] {
  const list = rowsPath === '' ? whole : at(whole, rowsPath)
  const problem = (text: Said) => sourceErrors.badAnswer({ where, problem: text })
  if (!Array.isArray(list)) {
    const keys =
      typeof whole === 'object' && whole !== null ? Object.keys(whole).slice(0, 10).join(', ') : typeof whole
    throw problem({
      en: `${rowsPath === '' ? 'it is no list; its parts are' : `there is no list at ${rowsPath}; its parts are`}: ${keys}`,
      'zh-CN': `${rowsPath === '' ? '不是列表，其组成为' : `${rowsPath} 处没有列表，其组成为`}：${keys}`,
    })
  }
  const bad = list.findIndex((row) => typeof row !== 'object' || row === null || Array.isArray(row))
  if (bad >= 0)
    throw problem({
      en: `entry ${bad + 1} of the list is no object`,
      'zh-CN': `列表的第 ${bad + 1} 项不是对象`,
    })
  return list as SourceRow[]
}

/** The value at `a.b.c`. */
export function at(value: unknown, path: string): unknown {
  let here = value
  for (const key of path.split('.')) {
    if (typeof here !== 'object' || here === null || !Object.hasOwn(here, key)) return undefined
    here = (here as Record<string, unknown>)[key]
  }
  return here
}
