import { useTranslation } from 'react-i18next'
import { useMay, useRead } from '../api/hooks.ts'
import { Part } from '../ui/page.tsx'
import { Loaded } from '../ui/states.tsx'
import { Comparison } from './delivered-value/comparison.tsx'
import { SettingsForm } from './delivered-value/settings-form.tsx'
import { InsightPage } from './insight-page.tsx'

/** Who gets more than it costs them: total customer value less total customer cost, by segment, and what it is made of. */
export function DeliveredValuePage() {
  const { t } = useTranslation()
  const settings = useRead('/delivered-value/settings')
  const columns = useRead('/customer-columns')
  const mayEdit = useMay('segments.edit')
  return (
    <InsightPage tab="delivered-value" answers={t('deliveredValue.answers')}>
      <Comparison />
      <Part title={t('deliveredValue.made')} note={t('deliveredValue.madeNote')}>
        <Loaded query={settings} where={t('deliveredValue.made')} height={320}>
          {(saved) => (
            <Loaded query={columns} where={t('deliveredValue.made')} height={320}>
              {(known) => (
                <SettingsForm
                  key={JSON.stringify(saved)}
                  saved={saved}
                  figures={known.columns.filter(({ type }) => type === 'number' || type === 'money')}
                  mayEdit={mayEdit}
                />
              )}
            </Loaded>
          )}
        </Loaded>
      </Part>
    </InsightPage>
  )
}
