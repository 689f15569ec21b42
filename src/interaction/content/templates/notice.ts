import type { EmailSource } from '../../ports.ts'

/** Words of a mail that asks for one thing; Liquid may stand in each. */
export interface Notice {
  subject: string
  preheader: string
  head: string
  ask: string
  /** What is asked about, set off; '' where nothing is. */
  quoted: string
  button: string
  aside: string
}

const fonts = {
  'zh-CN': "-apple-system, 'PingFang SC', 'Noto Sans SC', 'Microsoft YaHei', sans-serif",
  en: "-apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif",
} as const

/** A mail with one question and one button to `links.main`: no marketing in it. */
export function noticeMail(language: 'zh-CN' | 'en', text: Notice): EmailSource {
  const quoted = text.quoted === '' ? '' : `<mj-text color="{{ brand.soft }}">${text.quoted}</mj-text>`
  return {
    language,
    subject: text.subject,
    preheader: text.preheader,
    mjml: `<mjml lang="${language}">
  <mj-head>
    <mj-title>{{ brand.name }}</mj-title>
    <mj-preview>{{ preheader }}</mj-preview>
    <mj-attributes>
      <mj-all font-family="${fonts[language]}" />
      <mj-text font-size="16px" line-height="1.7" color="{{ brand.ink }}" padding="0 24px 16px" />
    </mj-attributes>
  </mj-head>
  <mj-body background-color="{{ brand.paper }}" width="560px">
    <mj-section padding="32px 0 40px">
      <mj-column>
        <mj-text font-size="15px" padding="0 24px 12px">{{ brand.logo }}</mj-text>
        <mj-divider border-width="2px" border-color="{{ brand.second }}" width="32px" align="left" padding="0 24px 24px" />
        <mj-text font-size="24px" line-height="1.35" font-weight="600"><h1 style="margin:0;font-size:24px;line-height:1.35;font-weight:600">${text.head}</h1></mj-text>
        <mj-text>${text.ask}</mj-text>
        ${quoted}
        <mj-button href="{{ links.main }}" align="left" background-color="{{ brand.accent }}" color="{{ brand.on_accent }}" font-size="16px" font-weight="600" border-radius="6px" inner-padding="15px 32px" padding="8px 24px 24px">${text.button}</mj-button>
        <mj-text font-size="14px" color="{{ brand.soft }}">${text.aside}{{ brand.footer }}</mj-text>
      </mj-column>
    </mj-section>
  </mj-body>
</mjml>
`,
  }
}
