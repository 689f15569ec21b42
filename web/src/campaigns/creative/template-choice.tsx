import { App, Button, Modal } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useRead, useWrite } from '../../api/hooks.ts'
import type { Creative, Objective, Template } from '../../api/types.ts'
import { ownName } from '../../ui/language-name.ts'
import { Loaded, useProblemText } from '../../ui/states.tsx'
import { useLanguage, useLocal } from '../../ui/use-format.ts'
import { CreativePreview } from './creative-preview.tsx'

/** The templates that come with the product, seen as the customer would see them; one becomes a creative. */
export function TemplateChoice({
  objective,
  onClose,
  onMade,
}: {
  objective?: Objective
  onClose: () => void
  onMade: (creative: Creative) => void
}) {
  const { t } = useTranslation()
  const language = useLanguage()
  const query = useRead('/creative-templates', {}, { staleTime: 600_000 })
  const fits = (template: Template) =>
    (template.objective === objective ? 0 : template.objective === 'any' ? 1 : 2) +
    (template.language === language ? 0 : 10)
  return (
    <Modal open width={1080} title={t('campaigns.creative.choose')} footer={null} onCancel={onClose}>
      <Loaded query={query} where={t('campaigns.creative.choose')} height={480}>
        {({ items }) => <Choice items={[...items].sort((a, b) => fits(a) - fits(b))} onMade={onMade} />}
      </Loaded>
    </Modal>
  )
}

function Choice({ items, onMade }: { items: Template[]; onMade: (creative: Creative) => void }) {
  const { t } = useTranslation()
  const local = useLocal()
  const { message } = App.useApp()
  const problem = useProblemText()
  const create = useWrite('post', '/creatives', ['/creatives'])
  const [id, setId] = useState(items[0]?.id ?? '')
  const chosen = items.find((template) => template.id === id)
  const make = async (template: Template) => {
    try {
      const made = await create.mutateAsync({
        body: {
          name: local(template.name),
          language: template.language,
          templateId: template.id,
          subject: template.subject,
          preheader: template.preheader,
          mjml: template.mjml,
        },
      })
      onMade(made)
    } catch (error) {
      void message.error(problem(error))
    }
  }
  return (
    <div className="template-choice">
      <div className="stack-tight" role="radiogroup" aria-label={t('campaigns.creative.choose')}>
        {items.map((template) => (
          <label
            key={template.id}
            className={`objective-card ${template.id === id ? 'objective-chosen' : ''}`}
          >
            <input
              type="radio"
              name="template"
              checked={template.id === id}
              onChange={() => setId(template.id)}
            />
            <strong>{local(template.name)}</strong>
            <span>{local(template.help)}</span>
            <span className="faint">{ownName(template.language)}</span>
          </label>
        ))}
      </div>
      <div className="stack-tight">
        {chosen ? <CreativePreview creative={chosen} offerId={null} height={440} /> : null}
        <p>
          <Button
            type="primary"
            disabled={!chosen}
            loading={create.isPending}
            onClick={() => chosen && void make(chosen)}
          >
            {t('campaigns.creative.use')}
          </Button>
        </p>
      </div>
    </div>
  )
}
