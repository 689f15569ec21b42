import type { EmailSource, SmsSource } from '../../ports.ts'

/** An answer to what a customer wrote: its words as they were typed, without pictures, links or anything to follow. */
export function answerMail(language: 'zh-CN' | 'en'): EmailSource {
  const fonts =
    language === 'en'
      ? "-apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif"
      : "-apple-system, 'PingFang SC', 'Noto Sans SC', 'Microsoft YaHei', sans-serif"
  return {
    language,
    subject: '{{ offer.name }}',
    preheader: '',
    mjml: `<mjml lang="${language}">
  <mj-head>
    <mj-title>{{ offer.name }}</mj-title>
    <mj-attributes>
      <mj-all font-family="${fonts}" />
      <mj-text font-size="16px" line-height="1.7" color="{{ brand.ink }}" padding="0 24px 16px" />
    </mj-attributes>
  </mj-head>
  <mj-body width="640px">
    <mj-section padding="24px 0">
      <mj-column>
        <mj-text><div style="white-space:pre-wrap">{{ offer.words }}</div></mj-text>
        <mj-text font-size="14px" color="{{ brand.soft }}">{{ brand.name }}{{ brand.footer }}</mj-text>
      </mj-column>
    </mj-section>
  </mj-body>
</mjml>
`,
  }
}

/** The same as an SMS: the words alone, between the sign the channel adds and nothing else. */
export function answerText(language: 'zh-CN' | 'en'): SmsSource {
  return { language, text: '{{ offer.words }}', templateNumber: '', params: '' }
}

/** The words alone, as an official account writes to somebody who wrote to it. */
export function answerWechat(language: 'zh-CN' | 'en'): object {
  return { language, kind: 'custom', message: '{{ offer.words }}' }
}
