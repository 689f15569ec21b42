import { App, Button } from 'antd'
import { useTranslation } from 'react-i18next'

/** Text for other programs, to copy. */
export function Snippet({ title, text }: { title: string; text: string }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const copy = () =>
    navigator.clipboard.writeText(text).then(
      () => void message.success(t('card.copied')),
      (error: unknown) => void message.error(String(error)),
    )
  return (
    <section aria-label={title}>
      <div className="bar">
        <strong className="grow">{title}</strong>
        <Button size="small" aria-label={`${t('card.copy')}: ${title}`} onClick={() => void copy()}>
          {t('card.copy')}
        </Button>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a wide block is scrolled with the keys */}
      <pre className="code" tabIndex={0} style={{ overflowX: 'auto' }}>
        {text}
      </pre>
    </section>
  )
}
