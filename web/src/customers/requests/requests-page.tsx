import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useMay, usePages } from '../../api/hooks.ts'
import { Page, Part } from '../../ui/page.tsx'
import { Paged, useCountWords } from '../../ui/paged.tsx'
import { CustomersTabs } from '../customers-tabs.tsx'
import { RequestTable } from './request-table.tsx'
import { ReturnDialog } from './return-dialog.tsx'

const everyMs = 5_000

/** What customers asked for, the most urgent on top. */
export function RequestsPage() {
  const { t } = useTranslation()
  const countWords = useCountWords()
  const may = useMay('privacy.handle')
  const [returning, setReturning] = useState(false)
  const list = usePages('/privacy/requests', { query: { limit: 50 } }, { refetchInterval: everyMs })
  return (
    <Page
      title={t('privacy.title')}
      answers={t('privacy.answers')}
      actions={may ? <Button onClick={() => setReturning(true)}>{t('privacy.return.open')}</Button> : null}
    >
      <CustomersTabs />
      <Part title={t('privacy.list')} note={countWords(list)}>
        <Paged
          list={list}
          where={t('privacy.list')}
          empty={{ title: t('privacy.empty'), help: t('privacy.emptyHelp') }}
        >
          {(items) => <RequestTable rows={items} label={t('privacy.list')} withCustomer />}
        </Paged>
      </Part>
      {returning ? <ReturnDialog onClose={() => setReturning(false)} /> : null}
    </Page>
  )
}
