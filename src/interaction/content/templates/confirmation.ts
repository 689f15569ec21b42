import type { EmailSource } from '../../ports.ts'

const words = {
  'zh-CN': {
    subject: '请确认：{{ offer.name }}（{{ brand.name }}）',
    preheader: '点击链接并在页面上确认后才会生效',
    head: '请确认您的同意',
    ask: '{{ brand.name }} 想征得您对以下事项的同意：<strong>{{ offer.name }}</strong>',
    button: '查看并确认',
    aside: '链接 {{ offer.valid_days }} 天内有效。如果这不是您本人的请求，请忽略本邮件，不会产生任何影响。',
    fonts: "-apple-system, 'PingFang SC', 'Noto Sans SC', 'Microsoft YaHei', sans-serif",
  },
  en: {
    subject: 'Please confirm: {{ offer.name }} ({{ brand.name }})',
    preheader: 'It holds once you confirm on the page behind the link',
    head: 'Please confirm that you agree',
    ask: '{{ brand.name }} asks whether you agree to: <strong>{{ offer.name }}</strong>',
    button: 'Look and confirm',
    aside:
      'The link is good for {{ offer.valid_days }} days. If you did not ask for this, do nothing: nothing happens then.',
    fonts: "-apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif",
  },
} as const

/** Asks for a consent to be confirmed; the purpose stands in `offer.name`, the words in `offer.words`. No marketing in it. */
export function confirmationMail(language: 'zh-CN' | 'en'): EmailSource {
  const text = words[language]
  return {
    language,
    subject: text.subject,
    preheader: text.preheader,
    mjml: `<mjml lang="${language}">
  <mj-head>
    <mj-title>{{ brand.name }}</mj-title>
    <mj-preview>{{ preheader }}</mj-preview>
    <mj-attributes>
      <mj-all font-family="${text.fonts}" />
      <mj-text font-size="16px" line-height="1.7" color="#1f2329" padding="0 24px 16px" />
    </mj-attributes>
  </mj-head>
  <mj-body background-color="#fbfaf7" width="560px">
    <mj-section padding="32px 0 40px">
      <mj-column>
        <mj-text font-size="15px" padding="0 24px 12px"><strong>{{ brand.name }}</strong></mj-text>
        <mj-divider border-width="2px" border-color="#4f8a7a" width="32px" align="left" padding="0 24px 24px" />
        <mj-text font-size="24px" line-height="1.35" font-weight="600"><h1 style="margin:0;font-size:24px;line-height:1.35;font-weight:600">${text.head}</h1></mj-text>
        <mj-text>${text.ask}</mj-text>
        <mj-text color="#5d636b">{{ offer.words }}</mj-text>
        <mj-button href="{{ links.main }}" align="left" background-color="#c8432b" color="#ffffff" font-size="16px" font-weight="600" border-radius="6px" inner-padding="15px 32px" padding="8px 24px 24px">${text.button}</mj-button>
        <mj-text font-size="14px" color="#5d636b">${text.aside}</mj-text>
      </mj-column>
    </mj-section>
  </mj-body>
</mjml>
`,
  }
}
