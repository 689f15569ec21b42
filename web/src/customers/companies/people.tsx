import { App, Button, Checkbox, Input, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Company, CompanyChange } from '../../api/types.ts'
import { Field } from '../../ui/field.tsx'
import { Mark } from '../../ui/figures.tsx'
import { Go } from '../../ui/go.tsx'
import { Part } from '../../ui/page.tsx'
import { DataTable } from '../../ui/table.tsx'
import { useFormat } from '../../ui/use-format.ts'
import { useStayWords } from './stay-words.ts'
import { useCompanyChange } from './use-change.ts'

type Person = Company['people'][number]
const roles = ['decision_maker', 'buyer', 'user', 'influencer', 'gatekeeper', 'initiator'] as const

/** Departments as a tree, put in rows: each with how deep it lies. */
function rowsOf(departments: Company['departments'], parentId: string | null, depth: number): Row[] {
  return departments
    .filter((one) => one.parentId === parentId)
    .flatMap((one) => [{ id: one.id, name: one.name, depth }, ...rowsOf(departments, one.id, depth + 1)])
}
interface Row {
  id: string | null
  name: string
  depth: number
}

/** Who works there by department, who did, and a place to take somebody in. */
export function People({ company, mayChange }: { company: Company; mayChange: boolean }) {
  const { t } = useTranslation()
  const now = company.people.filter(({ until }) => until === null)
  const former = company.people.filter(({ until }) => until !== null)
  const rows: Row[] = [
    ...rowsOf(company.departments, null, 0),
    { id: null, name: company.departments.length === 0 ? '' : t('companies.one.noDepartment'), depth: 0 },
  ]
  return (
    <Part title={t('companies.one.people')}>
      {now.length === 0 && company.departments.length === 0 ? (
        <p className="soft">{t('companies.one.noPeople')}</p>
      ) : null}
      {rows.map((row) => {
        const people = now.filter(({ departmentId }) => departmentId === row.id)
        if (row.id === null && people.length === 0) return null
        return (
          <div key={row.id ?? 'none'} style={{ marginLeft: row.depth * 20 }}>
            {row.name === '' ? null : <h3>{row.name}</h3>}
            {people.length === 0 ? null : (
              <PeopleTable company={company} people={people} name={row.name} mayChange={mayChange} />
            )}
          </div>
        )
      })}
      {former.length === 0 ? null : (
        <>
          <h3>{t('companies.one.former')}</h3>
          <PeopleTable
            company={company}
            people={former}
            name={t('companies.one.former')}
            mayChange={mayChange}
          />
        </>
      )}
      {mayChange ? <Join company={company} /> : null}
    </Part>
  )
}

function PeopleTable({
  company,
  people,
  name,
  mayChange,
}: {
  company: Company
  people: Person[]
  name: string
  mayChange: boolean
}) {
  const { t } = useTranslation()
  const format = useFormat()
  const stayWords = useStayWords()
  return (
    <DataTable
      label={name === '' ? t('companies.contacts') : name}
      rows={people}
      rowKey={(row) => `${row.customerId} ${row.since} ${row.until}`}
      columns={[
        {
          key: 'who',
          title: t('companies.contacts'),
          render: (row) => (
            <>
              <Go to={`/customers/${row.customerId}`}>{row.label}</Go>{' '}
              {row.isPrimary ? <Mark tone="good">{t('companies.one.primary')}</Mark> : null}
              <span className="row-help">
                {[row.title ?? '', stayWords(row)].filter((word) => word !== '').join(' · ')}
              </span>
            </>
          ),
        },
        {
          key: 'role',
          title: t('companies.one.role'),
          render: (row) => (row.role ? t(`companies.roles.${row.role}`) : '–'),
        },
        {
          key: 'revenue',
          title: t('companies.revenue'),
          figure: true,
          render: (row) => format.money(row.revenueMinor, company.currency),
        },
        ...(mayChange
          ? [
              {
                key: 'do',
                title: <span className="visually-hidden">{t('companies.edit')}</span>,
                render: (row: Person) => <Actions company={company} person={row} />,
              },
            ]
          : []),
      ]}
    />
  )
}

function Actions({ company, person }: { company: Company; person: Person }) {
  const { t } = useTranslation()
  const { modal } = App.useApp()
  const { change, isPending } = useCompanyChange(company.id)
  const { customerId: customer, label } = person
  const there = person.until === null
  const button = (words: string, of: string, onClick: () => void) => (
    <Button size="small" type="text" disabled={isPending} aria-label={of} onClick={onClick}>
      {words}
    </Button>
  )
  return (
    <div className="bar">
      {there && !person.isPrimary
        ? button(
            t('companies.one.makePrimary'),
            t('companies.one.makePrimaryOf', { label }),
            () => void change({ change: 'primary', customer }),
          )
        : null}
      {there
        ? button(
            t('companies.one.left'),
            t('companies.one.leftOf', { label }),
            () => void change({ change: 'leave', customer, on: null }),
          )
        : null}
      {button(t('companies.one.never'), t('companies.one.neverOf', { label }), () => {
        void modal.confirm({
          title: t('companies.one.neverTitle', { label }),
          content: t('companies.one.neverHelp'),
          okText: t('companies.one.never'),
          onOk: () => change({ change: 'never', customer }),
        })
      })}
    </div>
  )
}

function Join({ company }: { company: Company }) {
  const { t } = useTranslation()
  const { change, isPending } = useCompanyChange(company.id)
  const [customer, setCustomer] = useState('')
  const [department, setDepartment] = useState('')
  const [title, setTitle] = useState('')
  const [role, setRole] = useState<(typeof roles)[number] | ''>('')
  const [since, setSince] = useState('')
  const [keepOthers, setKeepOthers] = useState(false)
  const isNumber = /^[1-9]\d{0,18}$/.test(customer.trim())
  const join = async () => {
    const body: CompanyChange = {
      ...{ change: 'join', customer: customer.trim(), department, keepOthers, until: null },
      ...{ role: role === '' ? null : role, title: title.trim() || null, since: since || null },
    }
    if (!(await change(body))) return
    setCustomer('')
    setTitle('')
  }
  return (
    <form
      className="stack-tight"
      aria-label={t('companies.one.join')}
      onSubmit={(event) => {
        event.preventDefault()
        void join()
      }}
    >
      <h3>{t('companies.one.join')}</h3>
      <div className="bar">
        <Field label={t('companies.one.customer')}>
          <Input
            style={{ width: 140 }}
            inputMode="numeric"
            value={customer}
            onChange={({ target }) => setCustomer(target.value)}
          />
        </Field>
        <Field label={t('companies.one.department')} optional>
          <Input
            style={{ width: 180 }}
            maxLength={300}
            title={t('companies.one.departmentHelp')}
            value={department}
            onChange={({ target }) => setDepartment(target.value)}
          />
        </Field>
        <Field label={t('companies.one.position')} optional>
          <Input
            style={{ width: 140 }}
            maxLength={120}
            value={title}
            onChange={({ target }) => setTitle(target.value)}
          />
        </Field>
        <Field label={t('companies.one.role')} optional>
          <Select
            style={{ width: 140 }}
            value={role}
            onChange={setRole}
            options={[
              { value: '' as const, label: '–' },
              ...roles.map((value) => ({ value, label: t(`companies.roles.${value}`) })),
            ]}
          />
        </Field>
        <Field label={t('companies.one.since')} optional>
          <Input
            style={{ width: 150 }}
            type="date"
            value={since}
            onChange={({ target }) => setSince(target.value)}
          />
        </Field>
      </div>
      <Checkbox checked={keepOthers} onChange={({ target }) => setKeepOthers(target.checked)}>
        {t('companies.one.keepOthers')}
      </Checkbox>
      <div className="bar">
        <Button htmlType="submit" disabled={!isNumber} loading={isPending}>
          {t('companies.one.join')}
        </Button>
      </div>
    </form>
  )
}
