import { Button, Checkbox, Segmented, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import type { Operator } from '../../api/types.ts'
import { useFormat, useLocal } from '../../ui/use-format.ts'
import { ParamInput } from './param-input.tsx'
import {
  type ConditionNode,
  emptyRoot,
  fieldsInUse,
  type GroupNode,
  missingFields,
  type Node,
  newCondition,
  pruned,
} from './tree.ts'

interface Shared {
  operators: readonly Operator[]
  /** People each condition holds for by itself, by node. */
  alone: ReadonlyMap<string, number>
  onChange: (id: string, next: Node | null) => void
}

/** A group: how its parts are joined, the parts, and where to add more. */
export function GroupEditor({ group, depth = 0, ...shared }: Shared & { group: GroupNode; depth?: number }) {
  const { t } = useTranslation()
  const { onChange, operators } = shared
  const add = (node: Node) => onChange(group.id, { ...group, items: [...group.items, node] })
  const first = operators[0]
  return (
    <fieldset className={`rule-group ${depth > 0 ? 'rule-inner' : ''}`}>
      <legend className="visually-hidden">
        {depth === 0 ? t('insight.segments.rule') : t('insight.segments.group')}
      </legend>
      <div className="bar">
        <span className="soft">{t('insight.segments.joinLabel')}</span>
        <Segmented
          aria-label={t('insight.segments.joinLabel')}
          value={group.join}
          onChange={(join: GroupNode['join']) => onChange(group.id, { ...group, join })}
          options={[
            { value: 'all', label: t('insight.segments.all') },
            { value: 'any', label: t('insight.segments.any') },
          ]}
        />
        <NotBox node={group} onChange={onChange} />
        {depth > 0 ? (
          <Button type="text" size="small" onClick={() => onChange(group.id, null)}>
            {t('insight.segments.removeGroup')}
          </Button>
        ) : null}
      </div>
      {group.items.length === 0 && depth === 0 ? (
        <p className="faint">{t('insight.segments.everybody')}</p>
      ) : null}
      {group.items.map((item) =>
        item.kind === 'group' ? (
          <GroupEditor key={item.id} group={item} depth={depth + 1} {...shared} />
        ) : (
          <ConditionEditor key={item.id} node={item} {...shared} />
        ),
      )}
      <div className="row-actions">
        <Button disabled={!first} onClick={() => first && add(newCondition(first))}>
          {t('insight.segments.addCondition')}
        </Button>
        {depth < 4 ? (
          <Button
            type="text"
            disabled={!first}
            onClick={() => first && add({ ...emptyRoot(), join: 'any', items: [newCondition(first)] })}
          >
            {t('insight.segments.addGroup')}
          </Button>
        ) : null}
      </div>
    </fieldset>
  )
}

function NotBox({ node, onChange }: { node: Node; onChange: Shared['onChange'] }) {
  const { t } = useTranslation()
  return (
    <Checkbox
      checked={node.not}
      aria-label={t('insight.segments.notLabel')}
      onChange={(event) => onChange(node.id, { ...node, not: event.target.checked })}
    >
      {t('insight.segments.not')}
    </Checkbox>
  )
}

const operatorGroups = ['value', 'orders', 'attribute', 'campaign'] as const

function ConditionEditor({ node, operators, alone, onChange }: Shared & { node: ConditionNode }) {
  const { t } = useTranslation()
  const format = useFormat()
  const local = useLocal()
  const operator = operators.find((o) => o.op === node.op)
  const missing = operator ? missingFields(operator, node.params) : []
  const set = (name: string, value: unknown) => {
    const params = { ...node.params, [name]: value }
    const used = operator ? fieldsInUse(operator, params) : []
    // A parameter that comes into use with this change starts at its default.
    for (const field of used)
      if (params[field.name] === undefined && field.default !== undefined && field.name !== name)
        params[field.name] = field.default
    onChange(node.id, { ...node, params: operator ? pruned(operator, params) : params })
  }
  const choose = (op: string) => {
    const next = operators.find((o) => o.op === op)
    if (next) onChange(node.id, { ...newCondition(next), id: node.id, not: node.not })
  }
  const count = alone.get(node.id)
  return (
    <fieldset className="rule-condition" aria-label={operator ? local(operator.label) : node.op}>
      <NotBox node={node} onChange={onChange} />
      <Select
        aria-label={t('insight.segments.chooseOperator')}
        showSearch
        optionFilterProp="label"
        popupMatchSelectWidth={false}
        className="param"
        value={node.op}
        onChange={choose}
        options={operatorGroups.map((group) => ({
          label: t(`insight.segments.groups.${group}`),
          options: operators
            .filter((o) => o.group === group)
            .map((o) => ({ value: o.op, label: local(o.label), title: local(o.help) })),
        }))}
      />
      {operator
        ? fieldsInUse(operator, node.params).map((field) => (
            <ParamInput
              key={field.name}
              field={field}
              params={node.params}
              wrong={missing.includes(field.name)}
              onChange={(value) => set(field.name, value)}
            />
          ))
        : null}
      <span className="rule-alone">
        {count === undefined ? null : t('insight.segments.alone', { shown: format.integer(count) })}
      </span>
      <Button
        type="text"
        size="small"
        aria-label={`${t('insight.segments.removeCondition')}: ${operator ? local(operator.label) : node.op}`}
        onClick={() => onChange(node.id, null)}
      >
        {t('common.remove')}
      </Button>
    </fieldset>
  )
}
