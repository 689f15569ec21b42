import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useMay, usePages } from '../../api/hooks.ts'
import type { PrivacyRequest } from '../../api/types.ts'
import { Part } from '../../ui/page.tsx'
import { AskDialog } from './ask-dialog.tsx'
import { RequestTable } from './request-table.tsx'

/** What one customer asked for, and where it is written down that they did. */
export function CustomerRequests({ customerId }: { customerId: string }) {
  const may = useMay('privacy.handle')
  return may ? <Requests customerId={customerId} /> : null
}

function Requests({ customerId }: { customerId: string }) {
  const { t } = useTranslation()
  const list = usePages('/privacy/requests', { query: { limit: 50, customer: customerId } })
  const [asking, setAsking] = useState<PrivacyRequest['kind'] | null>(null)
  return (
    <Part
      title={t('privacy.ofCustomer.title')}
      note={t('privacy.ofCustomer.note')}
      actions={
        <>
          <Button size="small" onClick={() => setAsking('access')}>
            {t('privacy.ofCustomer.copy')}
          </Button>
          <Button size="small" onClick={() => setAsking('correction')}>
            {t('privacy.ofCustomer.correct')}
          </Button>
          <Button size="small" onClick={() => setAsking('erasure')}>
            {t('privacy.ofCustomer.erase')}
          </Button>
        </>
      }
    >
      {list.items.length === 0 ? (
        <p className="soft">{t('privacy.ofCustomer.none')}</p>
      ) : (
        <RequestTable rows={list.items} label={t('privacy.ofCustomer.title')} />
      )}
      {asking ? <AskDialog customerId={customerId} kind={asking} onClose={() => setAsking(null)} /> : null}
    </Part>
  )
}
