import type { Localized } from '../../../kit/api-shapes.ts'

/** One creative that comes with the product, in one language. */
export interface EmailTemplate {
  /** `win-back.en` */
  id: string
  name: Localized
  help: Localized
  objective: 'acquire' | 'retain' | 'grow' | 'return' | 'any'
  language: 'zh-CN' | 'en'
  subject: string
  preheader: string
  mjml: string
}

/** The words of one language. */
export interface TemplateWords {
  subject: string
  preheader: string
  mjml: string
}

export interface TemplateKind {
  kind: string
  name: Localized
  help: Localized
  objective: EmailTemplate['objective']
  zh: TemplateWords
  en: TemplateWords
}

/** Both languages of a template; a template file is one call of this. */
export function inBothLanguages(template: TemplateKind): EmailTemplate[] {
  const { kind, name, help, objective } = template
  const one = (language: EmailTemplate['language'], words: TemplateWords): EmailTemplate => ({
    id: `${kind}.${language}`,
    name,
    help,
    objective,
    language,
    ...words,
  })
  return [one('zh-CN', template.zh), one('en', template.en)]
}
