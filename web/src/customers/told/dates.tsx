import { App, Button, Popconfirm } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useMay, useRead, useWrite } from '../../api/hooks.ts'
import type { CustomerDates } from '../../api/types.ts'
import { Mark } from '../../ui/figures.tsx'
import { Go } from '../../ui/go.tsx'
import { Part } from '../../ui/page.tsx'
import { Loaded, useProblemText } from '../../ui/states.tsx'
import { DataTable } from '../../ui/table.tsx'
import { useFormat, useLocal } from '../../ui/use-format.ts'
import { DateForm } from './date-form.tsx'
import { DateKinds } from './date-kinds.tsx'
import { FamilyForm } from './family-form.tsx'
import './told.css'

type KnownDate = CustomerDates['dates'][number]
type Member = CustomerDates['family'][number]
type Open = { date: KnownDate | null } | { member: Member | null } | 'kinds' | null

/** Birthdays, wedding days, ends of contracts; and the family. */
export function DatesAndFamily({ customerId }: { customerId: string }) {
  const { t } = useTranslation()
  const mayEdit = useMay('customers.edit')
  const mayManage = useMay('settings.manage')
  const query = useRead('/customers/{id}/dates', { path: { id: customerId } })
  const [open, setOpen] = useState<Open>(null)
  const close = () => setOpen(null)
  const where = t('told.dates.title')
  return (
    <Part
      title={where}
      note={t('told.dates.note')}
      actions={
        <>
          {mayManage ? (
            <Button size="small" type="text" onClick={() => setOpen('kinds')}>
              {t('told.dates.ownKinds')}
            </Button>
          ) : null}
          {mayEdit ? (
            <>
              <Button size="small" onClick={() => setOpen({ member: null })}>
                {t('told.family.add')}
              </Button>
              <Button size="small" onClick={() => setOpen({ date: null })}>
                {t('told.dates.add')}
              </Button>
            </>
          ) : null}
        </>
      }
    >
      <Loaded query={query} where={where} height={160}>
        {(data) => (
          <div className="stack">
            <DateList data={data} customerId={customerId} mayEdit={mayEdit} onOpen={setOpen} />
            <FamilyList data={data} customerId={customerId} mayEdit={mayEdit} onOpen={setOpen} />
            {open !== null && open !== 'kinds' && 'date' in open ? (
              <DateForm customerId={customerId} kinds={data.kinds} before={open.date} onClose={close} />
            ) : null}
            {open !== null && open !== 'kinds' && 'member' in open ? (
              <FamilyForm
                customerId={customerId}
                before={open.member}
                birthday={data.dates.find(({ familyId }) => familyId === open.member?.id)?.day ?? null}
                onClose={close}
              />
            ) : null}
          </div>
        )}
      </Loaded>
      {open === 'kinds' ? <DateKinds onClose={close} /> : null}
    </Part>
  )
}

interface ListProps {
  data: CustomerDates
  customerId: string
  mayEdit: boolean
  onOpen: (open: Open) => void
}

function useMemberName() {
  const { t } = useTranslation()
  return (member: Member) =>
    [t(`told.family.relations.${member.relation}`), member.name].filter(Boolean).join(' ')
}

function DateList({ data, customerId, mayEdit, onOpen }: ListProps) {
  const { t } = useTranslation()
  const local = useLocal()
  const format = useFormat()
  const nameOf = useMemberName()
  if (data.dates.length === 0) return <p className="soft">{t('told.dates.none')}</p>
  const aside = (one: KnownDate) => {
    const member = data.family.find(({ id }) => id === one.familyId)
    if (member) return nameOf(member)
    if (!one.counts) return t('told.dates.notCounting')
    return one.source === 'birthday' || one.source === 'file' ? t('told.dates.fromFiles') : null
  }
  return (
    <DataTable
      label={t('told.dates.title')}
      rows={data.dates}
      rowKey={({ id }) => id}
      columns={[
        {
          key: 'what',
          title: t('told.dates.what'),
          render: (one) => (
            <>
              {local(one.label)}
              {aside(one) === null ? null : <span className="row-help">{aside(one)}</span>}
            </>
          ),
        },
        { key: 'when', title: t('told.dates.when'), render: (one) => local(one.words) },
        {
          key: 'next',
          title: t('told.dates.next'),
          render: (one) =>
            one.next === null ? (
              ''
            ) : one.inDays === null ? (
              <span className="faint">{t('told.dates.past')}</span>
            ) : (
              <>
                {format.date(one.next)}{' '}
                <Mark tone={one.inDays <= 14 ? 'look' : 'quiet'}>
                  {one.inDays === 0 ? t('told.dates.today') : t('told.dates.inDays', { count: one.inDays })}
                </Mark>
                {one.years === null ? null : (
                  <span className="row-help">{t('told.dates.years', { count: one.years })}</span>
                )}
              </>
            ),
        },
        ...(mayEdit
          ? [
              {
                key: 'do',
                title: <span className="visually-hidden">{t('told.dates.edit')}</span>,
                render: (one: KnownDate) =>
                  one.source === 'hand' ? (
                    <span className="row-actions">
                      <Button size="small" type="text" onClick={() => onOpen({ date: one })}>
                        {t('told.dates.edit')}
                      </Button>
                      <Remove path="/customers/{id}/dates/{item}" customerId={customerId} item={one.id} />
                    </span>
                  ) : null,
              },
            ]
          : []),
      ]}
    />
  )
}

function FamilyList({ data, customerId, mayEdit, onOpen }: ListProps) {
  const { t } = useTranslation()
  if (data.family.length === 0) return <p className="soft">{t('told.family.none')}</p>
  return (
    <DataTable
      label={t('told.family.title')}
      rows={data.family}
      rowKey={({ id }) => id}
      columns={[
        {
          key: 'relation',
          title: t('told.family.relation'),
          render: (one) => t(`told.family.relations.${one.relation}`),
        },
        {
          key: 'name',
          title: t('told.family.name'),
          render: (one) => one.name ?? <span className="faint">{t('told.family.unnamed')}</span>,
        },
        {
          key: 'customer',
          title: t('told.family.customer'),
          render: (one) =>
            one.customerId === null ? (
              ''
            ) : (
              <>
                <Go to={`/customers/${one.customerId}`}>{one.customerLabel ?? one.customerId}</Go>
                {one.sharesHousehold ? <span className="row-help">{t('told.family.household')}</span> : null}
              </>
            ),
        },
        ...(mayEdit
          ? [
              {
                key: 'do',
                title: <span className="visually-hidden">{t('told.dates.edit')}</span>,
                render: (one: Member) => (
                  <span className="row-actions">
                    <Button size="small" type="text" onClick={() => onOpen({ member: one })}>
                      {t('told.dates.edit')}
                    </Button>
                    <Remove path="/customers/{id}/family/{item}" customerId={customerId} item={one.id} />
                  </span>
                ),
              },
            ]
          : []),
      ]}
    />
  )
}

function Remove({
  path,
  customerId,
  item,
}: {
  path: '/customers/{id}/dates/{item}' | '/customers/{id}/family/{item}'
  customerId: string
  item: string
}) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const problem = useProblemText()
  const remove = useWrite('delete', path, ['/customers'])
  const done = async () => {
    try {
      await remove.mutateAsync({ path: { id: customerId, item } })
      void message.success(t('told.dates.removed'))
    } catch (error) {
      void message.error(problem(error))
    }
  }
  return (
    <Popconfirm
      title={t('told.dates.remove')}
      okText={t('told.dates.remove')}
      cancelText={t('common.cancel')}
      onConfirm={() => void done()}
    >
      <Button size="small" type="text" loading={remove.isPending}>
        {t('told.dates.remove')}
      </Button>
    </Popconfirm>
  )
}
