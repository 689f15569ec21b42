import { App, Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { useRead } from '../../api/hooks.ts'
import type { Creative } from '../../api/types.ts'
import { useLocal } from '../../ui/use-format.ts'
import './variables.css'

/** What may be written in place of words, with what each stands for; a click copies it. */
export function Variables({ channel }: { channel: Creative['channel'] }) {
  const { t } = useTranslation()
  const local = useLocal()
  const { message } = App.useApp()
  const items =
    useRead('/creative-variables', { query: { channel } }, { staleTime: 600_000 }).data?.items ?? []
  const copy = (text: string) =>
    navigator.clipboard.writeText(text).then(
      () => void message.success(t('campaigns.creative.variableCopied', { variable: text })),
      () => void message.error(t('campaigns.creative.variableNotCopied')),
    )
  if (items.length === 0) return null
  return (
    <details className="variables">
      <summary>{t('campaigns.creative.variables')}</summary>
      <dl>
        {items.map(({ name, help }) => {
          const written = `{{ ${name} }}`
          return (
            <div key={name}>
              <dt>
                <Button
                  size="small"
                  className="code"
                  aria-label={t('campaigns.creative.variableCopy', { variable: written })}
                  onClick={() => void copy(written)}
                >
                  {written}
                </Button>
              </dt>
              <dd>{local(help)}</dd>
            </div>
          )
        })}
      </dl>
    </details>
  )
}
