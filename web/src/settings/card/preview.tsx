import { App, Button, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useRead, useWrite } from '../../api/hooks.ts'
import { Part } from '../../ui/page.tsx'
import { EmptyState, Loaded, useProblemText } from '../../ui/states.tsx'

/** The card of a real customer, by a link as another system gets it. */
export function CardPreview() {
  const { t, i18n } = useTranslation()
  const { message } = App.useApp()
  const problem = useProblemText()
  const query = useRead('/customers', { query: { limit: 20 } })
  const link = useWrite('post', '/customers/{id}/card', ['/card-links'])
  const [chosen, setChosen] = useState<string | null>(null)
  const [path, setPath] = useState<string | null>(null)
  const show = async (id: string) => {
    try {
      const language = i18n.language === 'en' ? 'en' : 'zh-CN'
      const { url } = await link.mutateAsync({ path: { id }, body: { language } })
      // Here by our own address: the one for customers may not be reached from this machine.
      setPath(new URL(url).pathname)
    } catch (error) {
      void message.error(problem(error))
    }
  }
  return (
    <Part title={t('card.preview')}>
      <Loaded query={query} where={t('card.preview')} height={80}>
        {({ items }) => {
          const id = chosen ?? items[0]?.customerId
          return id === undefined ? (
            <EmptyState title={t('card.preview')}>{t('customers.one.noFeatures')}</EmptyState>
          ) : (
            <div className="bar">
              <Select
                aria-label={t('card.customer')}
                style={{ minWidth: 220 }}
                value={id}
                onChange={setChosen}
                options={items.map(({ customerId, label }) => ({
                  value: customerId,
                  label: `${label} · ${customerId}`,
                }))}
              />
              <Button onClick={() => void show(id)}>{t('card.show')}</Button>
            </div>
          )
        }}
      </Loaded>
      {path === null ? null : (
        <iframe
          key={path}
          src={path}
          title={t('card.frame')}
          width="360"
          height="520"
          style={{ border: '1px solid var(--line)', borderRadius: 6, marginBlockStart: 16 }}
        />
      )}
    </Part>
  )
}
