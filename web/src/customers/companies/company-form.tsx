import { App, Button, Input, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useRead, useWrite } from '../../api/hooks.ts'
import type { Company } from '../../api/types.ts'
import { Field } from '../../ui/field.tsx'
import { useProblemText } from '../../ui/states.tsx'

const sizes = ['micro', 'small', 'medium', 'large', 'huge'] as const

/** What is known of a company, to write down or change. */
export function CompanyForm({
  company,
  onDone,
}: {
  company: Company | null
  onDone: (id: string | null) => void
}) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const problem = useProblemText()
  const choices = useRead('/companies/choices')
  const [name, setName] = useState(company?.name ?? '')
  const [number, setNumber] = useState(company?.number ?? '')
  const [domain, setDomain] = useState(company?.domain ?? '')
  const [industry, setIndustry] = useState(company?.industry ?? '')
  const [size, setSize] = useState<(typeof sizes)[number] | ''>(company?.size ?? '')
  const [owner, setOwner] = useState(company?.owner?.id ?? '')
  const [soleTrader, setSoleTrader] = useState('')
  const [parent, setParent] = useState(company?.parent?.id ?? '')
  const create = useWrite('post', '/companies', ['/companies'])
  const set = useWrite('put', '/companies/{id}', ['/companies', '/customers'])
  const facts = {
    name: name.trim(),
    number: number.trim() || null,
    domain: domain.trim() || null,
    industry: industry.trim(),
    size: size === '' ? null : size,
    ownerId: owner || null,
    parentId: parent || null,
  }
  const save = async () => {
    try {
      const { id } = company
        ? await set.mutateAsync({ path: { id: company.id }, body: facts })
        : await create.mutateAsync({ body: { ...facts, soleTrader: soleTrader.trim() || null } })
      void message.success(t('companies.saved'))
      onDone(id)
    } catch (error) {
      void message.error(problem(error))
    }
  }
  const named = company?.isSoleTrader ?? false
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault()
        void save()
      }}
    >
      <Field label={t('companies.name')}>
        <Input
          autoFocus
          value={name}
          maxLength={200}
          disabled={named}
          onChange={({ target }) => setName(target.value)}
        />
      </Field>
      <Field label={t('companies.number')} optional>
        <Input
          value={number}
          maxLength={40}
          disabled={named}
          onChange={({ target }) => setNumber(target.value)}
        />
        <span className="field-help">{t('companies.numberHelp')}</span>
      </Field>
      <Field label={t('companies.domain')} optional>
        <Input value={domain} maxLength={253} onChange={({ target }) => setDomain(target.value)} />
        <span className="field-help">{t('companies.domainHelp')}</span>
      </Field>
      <Field label={t('companies.industry')} optional>
        <Input value={industry} maxLength={100} onChange={({ target }) => setIndustry(target.value)} />
      </Field>
      <Field label={t('companies.size')} optional>
        <Select
          value={size}
          onChange={setSize}
          options={[
            { value: '' as const, label: '–' },
            ...sizes.map((value) => ({ value, label: t(`companies.sizes.${value}`) })),
          ]}
        />
      </Field>
      <Field label={t('companies.owner')} optional>
        <Select
          value={owner}
          onChange={setOwner}
          options={[
            { value: '', label: '–' },
            ...(choices.data?.owners ?? []).map((one) => ({ value: one.id, label: one.name })),
          ]}
        />
      </Field>
      <ParentField value={parent} own={company?.id ?? null} onChange={setParent} />
      {company ? null : (
        <Field label={t('companies.soleTraderOf')} optional>
          <Input
            inputMode="numeric"
            value={soleTrader}
            onChange={({ target }) => setSoleTrader(target.value)}
          />
          <span className="field-help">{t('companies.soleTraderHelp')}</span>
        </Field>
      )}
      <div className="bar">
        <Button
          type="primary"
          htmlType="submit"
          disabled={facts.name === ''}
          loading={create.isPending || set.isPending}
        >
          {t('companies.save')}
        </Button>
        <Button onClick={() => onDone(null)}>{t('companies.cancel')}</Button>
      </div>
    </form>
  )
}

/** The company it belongs to, found by a part of its name. */
function ParentField({
  value,
  own,
  onChange,
}: {
  value: string
  own: string | null
  onChange: (id: string) => void
}) {
  const { t } = useTranslation()
  const [search, setSearch] = useState('')
  const found = useRead(
    '/companies',
    { query: { sort: 'name', direction: 'asc', limit: 50, ...(search === '' ? {} : { search }) } },
    { keep: true },
  )
  return (
    <Field label={t('companies.parent')} optional>
      <Select
        showSearch
        filterOption={false}
        onSearch={setSearch}
        value={value}
        onChange={onChange}
        loading={found.isFetching}
        options={[
          { value: '', label: '–' },
          ...(found.data?.items ?? [])
            .filter(({ id }) => id !== own)
            .map((one) => ({ value: one.id, label: one.name })),
        ]}
      />
    </Field>
  )
}
