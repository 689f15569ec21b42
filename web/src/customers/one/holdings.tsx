import { App, Button, Modal, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useMay, useRead, useWrite } from '../../api/hooks.ts'
import { attributeLabel } from '../../data/mapping/fields.ts'
import { Field } from '../../ui/field.tsx'
import { Go } from '../../ui/go.tsx'
import { Part } from '../../ui/page.tsx'
import { EmptyState, Loaded, useProblemText } from '../../ui/states.tsx'
import { DataTable } from '../../ui/table.tsx'
import { useFormat, useLocal } from '../../ui/use-format.ts'
import type { BlockProps } from './blocks.tsx'

/** What the customer holds now: products bought and not returned, and services named by attributes. */
export function Holdings({ customer }: BlockProps) {
  const { t } = useTranslation()
  const local = useLocal()
  const format = useFormat()
  const mayChoose = useMay('settings.manage')
  const [choosing, setChoosing] = useState(false)
  const query = useRead('/customers/{id}/holdings', { path: { id: customer.customerId } })
  const fields = useRead('/customer-fields', {}, { staleTime: 300_000 })
  const where = t('customers.holdings.title')
  const pieces = (count: number) =>
    Number.isInteger(count) ? format.integer(count) : format.decimal(count, 2)
  const nameOf = (attribute: string) => {
    const field = fields.data?.fields.find(({ name }) => name === attribute)
    return local(field?.label ?? attributeLabel(attribute))
  }
  return (
    <Part
      title={where}
      note={t('customers.holdings.note')}
      actions={
        mayChoose ? (
          <Button size="small" onClick={() => setChoosing(true)}>
            {t('customers.holdings.choose')}
          </Button>
        ) : null
      }
    >
      <Loaded query={query} where={where} height={240}>
        {(held) => (
          <div className="stack">
            {held.services.length === 0 ? null : (
              <section aria-label={t('customers.holdings.services')}>
                <h3>{t('customers.holdings.services')}</h3>
                <dl className="pairs">
                  {held.services.map((service) => (
                    <div key={service.attribute}>
                      <dt>{nameOf(service.attribute)}</dt>
                      <dd>{service.value}</dd>
                    </div>
                  ))}
                </dl>
              </section>
            )}
            {held.categories.length === 0 ? (
              <EmptyState title={t('customers.holdings.none')}>{t('customers.holdings.noneHelp')}</EmptyState>
            ) : (
              held.categories.map((group) => (
                <section key={group.category}>
                  <h3>
                    {group.category === '' ? t('customers.holdings.noCategory') : group.category}{' '}
                    <span className="faint">
                      {t('customers.holdings.pieces', {
                        count: group.quantity,
                        number: pieces(group.quantity),
                        date: format.date(group.lastAt),
                      })}
                    </span>
                  </h3>
                  <DataTable
                    label={group.category === '' ? t('customers.holdings.noCategory') : group.category}
                    rows={group.products}
                    rowKey={(one) => one.productId}
                    columns={[
                      { key: 'name', title: t('customers.holdings.product'), render: (one) => one.name },
                      {
                        key: 'quantity',
                        title: t('customers.holdings.quantity'),
                        figure: true,
                        render: (one) => (
                          <>
                            {pieces(one.quantity)}
                            {one.returned > 0 ? (
                              <span className="row-help">
                                {t('customers.holdings.back', { number: pieces(one.returned) })}
                              </span>
                            ) : null}
                          </>
                        ),
                      },
                      {
                        key: 'purchases',
                        title: t('customers.holdings.purchases'),
                        figure: true,
                        render: (one) => format.integer(one.purchases),
                      },
                      {
                        key: 'last',
                        title: t('customers.holdings.last'),
                        render: (one) => format.date(one.lastAt),
                      },
                      {
                        key: 'spent',
                        title: t('customers.holdings.spent'),
                        figure: true,
                        render: (one) => format.money(one.spentMinor, held.currency),
                      },
                    ]}
                  />
                </section>
              ))
            )}
            {held.more + held.returned > 0 ? (
              <p className="faint">
                {[
                  held.more > 0 ? t('customers.holdings.more', { count: held.more }) : '',
                  held.returned > 0 ? t('customers.holdings.returned', { count: held.returned }) : '',
                ].join(' ')}
              </p>
            ) : null}
            <p>
              <Go to={`/customers/${customer.customerId}?tab=timeline&kinds=order`}>
                {t('customers.holdings.orders')}
              </Go>
            </p>
          </div>
        )}
      </Loaded>
      {choosing ? <ChooseServices onClose={() => setChoosing(false)} nameOf={nameOf} /> : null}
    </Part>
  )
}

/** Which attributes name services; for the whole workspace. */
function ChooseServices({ onClose, nameOf }: { onClose: () => void; nameOf: (attribute: string) => string }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const problem = useProblemText()
  const settings = useRead('/holding-settings')
  const fields = useRead('/customer-fields')
  const save = useWrite('put', '/holding-settings', ['/customers', '/holding-settings'])
  const [edited, setEdited] = useState<string[] | null>(null)
  const chosen = edited ?? settings.data?.attributes ?? []
  const names = new Set([...(fields.data?.fields.map(({ name }) => name) ?? []), ...chosen])
  const keep = async () => {
    try {
      await save.mutateAsync({ body: { attributes: chosen } })
      onClose()
    } catch (error) {
      void message.error(problem(error))
    }
  }
  return (
    <Modal
      open
      title={t('customers.holdings.chooseTitle')}
      okText={t('common.save')}
      okButtonProps={{ loading: save.isPending, disabled: settings.data === undefined }}
      onOk={() => void keep()}
      onCancel={onClose}
      destroyOnHidden
    >
      <Field label={t('customers.holdings.attributes')}>
        <Select
          mode="multiple"
          value={chosen}
          onChange={setEdited}
          loading={settings.isPending || fields.isPending}
          options={[...names].map((value) => ({ value, label: nameOf(value) }))}
          optionFilterProp="label"
          style={{ width: '100%' }}
        />
        <span className="field-help">{t('customers.holdings.attributesHelp')}</span>
      </Field>
    </Modal>
  )
}
