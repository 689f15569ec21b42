import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { useProblemText } from '../ui/states.tsx'

/** A page whose code failed, or whose code could not be fetched. */
export function PageBroke({ error }: { error: unknown }) {
  const { t } = useTranslation()
  const text = useProblemText()
  return (
    <main className="alone" role="alert">
      <h1>{t('states.broke')}</h1>
      <p>{t('states.brokeHelp')}</p>
      <p className="faint">{text(error)}</p>
      <Button type="primary" onClick={() => window.location.reload()}>
        {t('states.reload')}
      </Button>
    </main>
  )
}

export function PageMissing() {
  const { t } = useTranslation()
  return (
    <main className="alone">
      <h1>{t('states.pageMissing')}</h1>
      <p>{t('states.pageMissingHelp')}</p>
      <p>
        <a href="/">{t('states.toHome')}</a>
      </p>
    </main>
  )
}
