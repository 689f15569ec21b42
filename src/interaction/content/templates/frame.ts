/** What differs between the templates; all of it MJML text or inline HTML with Liquid in it. */
export interface FrameParts {
  language: 'zh-CN' | 'en'
  /** Two or three words above the headline. */
  kicker: string
  headline: string
  /** Paragraphs, each without its tag. */
  paragraphs: readonly string[]
  /** Label of the one button. */
  button: string
  /** A quiet line under the button. */
  aside: string
}

const words = {
  'zh-CN': {
    code: '优惠码：',
    valid: '{{ offer.valid_days }} 天内有效',
    why: '您收到这封邮件，是因为您是 {{ brand.name }} 的客户。',
    stop: '退订此类邮件',
    fonts: "-apple-system, 'PingFang SC', 'Noto Sans SC', 'Microsoft YaHei', sans-serif",
  },
  en: {
    code: 'Your code: ',
    valid: 'Valid for {{ offer.valid_days }} days',
    why: 'You get this message because you are a customer of {{ brand.name }}.',
    stop: 'Unsubscribe',
    fonts: "-apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif",
  },
} as const

/**
 * The house style of a message: ink on paper, one cinnabar button, one celadon rule, no pictures to be blocked. One
 * column that fits any telephone, 16-pixel text, its own colours where the reader's machine is dark.
 */
export function frame(parts: FrameParts): string {
  const text = words[parts.language]
  const paragraphs = parts.paragraphs
    .map((each) => `        <mj-text css-class="ink">${each}</mj-text>`)
    .join('\n')
  return `<mjml lang="${parts.language}">
  <mj-head>
    <mj-title>{{ brand.name }}</mj-title>
    <mj-preview>{{ preheader }}</mj-preview>
    <mj-attributes>
      <mj-all font-family="${text.fonts}" />
      <mj-text font-size="16px" line-height="1.7" color="#1f2329" padding="0 24px 16px" />
      <mj-section padding="0" background-color="#fbfaf7" />
    </mj-attributes>
    <mj-raw>
      <meta name="color-scheme" content="light dark" />
      <meta name="supported-color-schemes" content="light dark" />
    </mj-raw>
    <mj-style>
      :root { color-scheme: light dark; supported-color-schemes: light dark; }
      a { text-underline-offset: 3px; }
      @media (prefers-color-scheme: dark) {
        body, .paper, .paper > table, .paper td { background-color: #17191c !important; }
        .ink div, .ink div strong { color: #ece9e2 !important; }
        .soft div, .soft div a { color: #a9a59c !important; }
        .kicker div { color: #7fb8a7 !important; }
        .slip > table > tbody > tr > td > table, .slip > table > tbody > tr > td > table td { background-color: #22252a !important; }
        .rule p { border-color: #34373c !important; }
        .press td, .press td a, .press td p { background-color: #c8432b !important; color: #ffffff !important; }
      }
    </mj-style>
  </mj-head>
  <mj-body background-color="#fbfaf7" width="560px" css-class="paper">
    <mj-section css-class="paper" padding="32px 0 0">
      <mj-column>
        <mj-text css-class="ink" font-size="15px" padding="0 24px 12px"><strong>{{ brand.name }}</strong></mj-text>
        <mj-divider border-width="2px" border-color="#4f8a7a" width="32px" align="left" padding="0 24px 32px" />
        <mj-text css-class="kicker" font-size="13px" color="#3d6e61" padding="0 24px 4px">${parts.kicker}</mj-text>
        <mj-text css-class="ink" font-size="28px" line-height="1.3" font-weight="600" padding="0 24px 20px"><h1 style="margin:0;font-size:28px;line-height:1.3;font-weight:600">${parts.headline}</h1></mj-text>
${paragraphs}
      </mj-column>
    </mj-section>
    <mj-section css-class="paper" padding="8px 0 8px">
      <mj-column css-class="slip" inner-background-color="#f3efe7" inner-border-radius="6px" padding="0 24px">
        <mj-text css-class="ink" font-size="18px" line-height="1.5" padding="20px 20px 4px"><strong>{{ offer.words }}</strong></mj-text>
        <mj-text css-class="soft" font-size="14px" color="#5d636b" padding="0 20px 20px">{% if offer.code != "" %}${text.code}<strong style="letter-spacing:1px">{{ offer.code }}</strong> · {% endif %}${text.valid}</mj-text>
      </mj-column>
    </mj-section>
    <mj-section css-class="paper" padding="16px 0 0">
      <mj-column>
        <mj-button css-class="press" href="{{ links.main }}" align="left" background-color="#c8432b" color="#ffffff" font-size="16px" font-weight="600" border-radius="6px" inner-padding="15px 32px" padding="0 24px 16px">${parts.button}</mj-button>
        <mj-text css-class="soft" font-size="14px" color="#5d636b">${parts.aside}</mj-text>
      </mj-column>
    </mj-section>
    <mj-section css-class="paper" padding="24px 0 40px">
      <mj-column>
        <mj-divider css-class="rule" border-width="1px" border-color="#e4e0d8" padding="0 24px 16px" />
        <mj-text css-class="soft" font-size="13px" color="#5d636b" padding="0 24px">${text.why}<br /><a href="{{ unsubscribe_url }}" style="color:#5d636b">${text.stop}</a></mj-text>
      </mj-column>
    </mj-section>
  </mj-body>
</mjml>
`
}

/** How a letter begins where the name is known, and where it is not. */
export const salutation = {
  zh: '{% if customer.name != "" %}{{ customer.name }}{% else %}尊敬的顾客{% endif %}，您好：',
  en: '{% if customer.name != "" %}Dear {{ customer.name }},{% else %}Dear customer,{% endif %}',
} as const
