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
    why: '您收到这封邮件，是因为您是{{ brand.name }}的客户。',
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
      <mj-text font-size="16px" line-height="1.7" color="{{ brand.ink }}" padding="0 24px 16px" />
      <mj-section padding="0" background-color="{{ brand.paper }}" />
    </mj-attributes>
    <mj-raw>
      <meta name="color-scheme" content="light dark" />
      <meta name="supported-color-schemes" content="light dark" />
    </mj-raw>
    <mj-style>
      :root { color-scheme: light dark; supported-color-schemes: light dark; }
      a { text-underline-offset: 3px; }
      @media (prefers-color-scheme: dark) {
        body, .paper, .paper > div, .paper > table, .paper td { background-color: {{ brand.dark_paper }} !important; }
        .ink div, .ink div strong { color: {{ brand.dark_ink }} !important; }
        .soft div, .soft div a { color: {{ brand.dark_soft }} !important; }
        .kicker div { color: {{ brand.dark_kicker }} !important; }
        .slip > table > tbody > tr > td > table, .slip > table > tbody > tr > td > table td { background-color: {{ brand.dark_slip }} !important; }
        .rule p { border-color: {{ brand.dark_line }} !important; }
        .press td, .press td a, .press td p { background-color: {{ brand.accent }} !important; color: {{ brand.on_accent }} !important; }
      }
    </mj-style>
  </mj-head>
  <mj-body background-color="{{ brand.paper }}" width="560px" css-class="paper">
    <mj-section css-class="paper" padding="32px 0 0">
      <mj-column>
        <mj-text css-class="ink" font-size="15px" padding="0 24px 12px">{{ brand.logo }}</mj-text>
        <mj-divider border-width="2px" border-color="{{ brand.second }}" width="32px" align="left" padding="0 24px 32px" />
        <mj-text css-class="kicker" font-size="13px" color="{{ brand.kicker }}" padding="0 24px 4px">${parts.kicker}</mj-text>
        <mj-text css-class="ink" font-size="28px" line-height="1.3" font-weight="600" padding="0 24px 20px"><h1 style="margin:0;font-size:28px;line-height:1.3;font-weight:600">${parts.headline}</h1></mj-text>
${paragraphs}
      </mj-column>
    </mj-section>
    <mj-section css-class="paper" padding="8px 0 8px">
      <mj-column css-class="slip" inner-background-color="{{ brand.slip }}" inner-border-radius="6px" padding="0 24px">
        <mj-text css-class="ink" font-size="18px" line-height="1.5" padding="20px 20px 4px"><strong>{{ offer.words }}</strong></mj-text>
        <mj-text css-class="soft" font-size="14px" color="{{ brand.soft }}" padding="0 20px 20px">{% if offer.code != "" %}${text.code}<strong style="letter-spacing:1px">{{ offer.code }}</strong> · {% endif %}${text.valid}</mj-text>
      </mj-column>
    </mj-section>
    <mj-section css-class="paper" padding="16px 0 0">
      <mj-column>
        <mj-button css-class="press" href="{{ links.main }}" align="left" background-color="{{ brand.accent }}" color="{{ brand.on_accent }}" font-size="16px" font-weight="600" border-radius="6px" inner-padding="15px 32px" padding="0 24px 16px">${parts.button}</mj-button>
        <mj-text css-class="soft" font-size="14px" color="{{ brand.soft }}">${parts.aside}</mj-text>
      </mj-column>
    </mj-section>
    <mj-section css-class="paper" padding="24px 0 40px">
      <mj-column>
        <mj-divider css-class="rule" border-width="1px" border-color="{{ brand.line }}" padding="0 24px 16px" />
        <mj-text css-class="soft" font-size="13px" color="{{ brand.soft }}" padding="0 24px">${text.why}<br /><a href="{{ unsubscribe_url }}" style="color:{{ brand.soft }}">${text.stop}</a>{{ brand.footer }}</mj-text>
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
