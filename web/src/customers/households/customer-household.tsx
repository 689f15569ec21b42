import { App, Button, Input } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useMay, useRead, useWrite } from '../../api/hooks.ts'
import { Field } from '../../ui/field.tsx'
import { Go } from '../../ui/go.tsx'
import { Part } from '../../ui/page.tsx'
import { Loaded, useProblemText } from '../../ui/states.tsx'
import { HouseholdCard } from './household-card.tsx'

/** With whom a customer lives. */
export function CustomerHousehold({ customerId }: { customerId: string }) {
  const { t } = useTranslation()
  const mayChange = useMay('customers.merge')
  const query = useRead('/households', { query: { customer: customerId, limit: 20 } })
  return (
    <Part
      title={t('households.customer.title')}
      actions={<Go to="/customers/households">{t('households.customer.all')}</Go>}
    >
      <Loaded query={query} where={t('households.customer.title')} height={80}>
        {({ items }) => {
          const homes = items.filter(({ state, members }) =>
            members.some(
              (one) =>
                one.customerId === customerId &&
                (one.state === 'member' || (one.state === 'proposed' && state !== 'refused')),
            ),
          )
          if (homes.length === 0)
            return mayChange ? (
              <Create customerId={customerId} />
            ) : (
              <p className="soft">{t('households.customer.none')}</p>
            )
          return (
            <ul className="home-list" aria-label={t('households.customer.title')}>
              {homes.map((home) => (
                <HouseholdCard key={`${home.id} ${home.decidedAt}`} home={home} mayChange={mayChange} />
              ))}
            </ul>
          )
        }}
      </Loaded>
    </Part>
  )
}

function Create({ customerId }: { customerId: string }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const problem = useProblemText()
  const [other, setOther] = useState('')
  const create = useWrite('post', '/households', ['/households', '/customers'])
  const number = other.trim()
  const isNumber = /^[1-9]\d{0,18}$/.test(number) && number !== customerId
  const make = async () => {
    try {
      await create.mutateAsync({ body: { customers: [customerId, number] } })
      void message.success(t('households.customer.created'))
    } catch (error) {
      void message.error(problem(error))
    }
  }
  return (
    <div className="stack-tight">
      <p className="soft">{t('households.customer.none')}</p>
      <Field label={t('households.customer.with')}>
        <Input
          style={{ width: 160 }}
          inputMode="numeric"
          value={other}
          onChange={({ target }) => setOther(target.value)}
        />
      </Field>
      <div className="bar">
        <Button disabled={!isNumber} loading={create.isPending} onClick={() => void make()}>
          {t('households.customer.create')}
        </Button>
      </div>
    </div>
  )
}
