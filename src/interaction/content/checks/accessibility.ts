import { contrast, readableContrast } from '../../../kit/colour.ts'
import type { CheckedMail, Finding } from './finding.ts'
import type { Words } from './read-html.ts'

const emptyLinkWords = new Set([
  'click here',
  'here',
  'read more',
  'more',
  'link',
  '点击这里',
  '点这里',
  '点此',
  '此处',
  '这里',
  '点击',
  '详情',
  '更多',
])
const smallestPx = 12
/** From here words count as large. Source: WCAG 2.2, definition of large scale: 18 pt, or 14 pt in bold. */
const largePx = { plain: 24, bold: 18.66 }
const largeContrast = 3

/** What keeps people from reading a message who see little, hear it read, or read where it is dark. */
export function accessibilityFindings({ html, read }: CheckedMail): Finding[] {
  const found: Finding[] = []
  const warn = (en: string, zh: string, near?: string) =>
    found.push({
      severity: 'warning',
      area: 'accessibility',
      message: { en, 'zh-CN': zh },
      ...(near ? { near } : {}),
    })
  const { elements, words, links } = read
  if (!elements.some(({ tag, attributes }) => tag === 'html' && attributes.lang && attributes.lang !== 'und'))
    warn(
      'The language is not named. Write <mjml lang="en">.',
      '未注明语言。请写成 <mjml lang="zh-CN">。',
      '<mjml',
    )
  for (const { attributes } of elements.filter(
    ({ tag, attributes: { alt } }) => tag === 'img' && alt === undefined,
  ))
    warn(
      'A picture has no description (alt). Say what it shows.',
      '图片缺少替代文字（alt），请写明图片内容。',
      attributes.src,
    )
  for (const { attributes } of elements.filter(({ tag }) => tag === 'img'))
    if (/\.(png|jpe?g|gif|webp)$/i.test(attributes.alt ?? ''))
      warn(
        `A picture is described by its file name, “${attributes.alt}”. Say what it shows.`,
        `图片的替代文字是文件名“${attributes.alt}”，请改为图片内容。`,
        attributes.alt,
      )
  const bare = elements.filter(
    ({ tag, attributes: { role } }) => tag === 'table' && role !== 'presentation' && role !== 'none',
  )
  if (bare.length > 0 && !elements.some(({ tag }) => tag === 'th'))
    warn(
      'A table for the layout is read out as a table. Add role="presentation".',
      '用于排版的表格会被读屏当作数据表。请加上 role="presentation"。',
      '<table',
    )
  headings(
    elements.flatMap(({ tag }) => (/^h[1-6]$/.test(tag) ? [Number(tag[1])] : [])),
    warn,
  )
  for (const { text } of links.filter((link) => emptyLinkWords.has(link.text.trim().toLowerCase())))
    warn(
      `A link reads “${text.trim()}” only. Say where it leads: links are also read alone.`,
      `链接文字只有“${text.trim()}”。请写明去向，读屏会单独读出链接。`,
      text.trim(),
    )
  for (const each of words.filter(({ style }) => !style.isHidden)) wordFindings(each, warn)
  if (!/<meta\b[^>]*name="color-scheme"/i.test(html))
    warn(
      'Nothing says how it looks where the reader’s machine is dark. Add <meta name="color-scheme" content="light dark" /> in <mj-raw>.',
      '未声明深色模式。请在 <mj-raw> 中加入 <meta name="color-scheme" content="light dark" />。',
    )
  return found
}

type Warn = (en: string, zh: string, near?: string) => void

function headings(levels: readonly number[], warn: Warn): void {
  const jump = levels.findIndex((level, index) => level > (levels[index - 1] ?? 0) + 1)
  if (jump !== -1)
    warn(
      `The heading h${levels[jump]} comes without one of the level above. Headings count down one by one from h1.`,
      `标题 h${levels[jump]} 之前缺少上一级标题。标题应从 h1 起逐级排列。`,
      `<h${levels[jump]}`,
    )
}

function wordFindings({ text, style }: Words, warn: Warn): void {
  const { colour, background, fontPx, isBold } = style
  const near = text.slice(0, 24)
  if (fontPx < smallestPx && fontPx > 1)
    warn(
      `“${near}” is ${fontPx} px small; below ${smallestPx} few can read it.`,
      `“${near}”字号为 ${fontPx} px，小于 ${smallestPx} px 不易阅读。`,
      near,
    )
  if (!colour || !background || fontPx <= 1) return
  const isLarge = fontPx >= (isBold ? largePx.bold : largePx.plain)
  const least = isLarge ? largeContrast : readableContrast
  const ratio = Math.floor(contrast(colour, background) * 100) / 100
  if (ratio < least)
    warn(
      `“${near}” has ${colour} on ${background}: contrast ${ratio}, at least ${least} is needed.`,
      `“${near}”的颜色 ${colour} 与背景 ${background} 对比度为 ${ratio}，至少需要 ${least}。`,
      near,
    )
}
