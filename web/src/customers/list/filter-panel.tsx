import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useRead } from '../../api/hooks.ts'
import type { Operator, SegmentRule } from '../../api/types.ts'
import { GroupEditor } from '../../insight/segments/builder.tsx'
import {
  conditionsOf,
  emptyRoot,
  fromRule,
  type GroupNode,
  missingFields,
  newCondition,
  replaceNode,
  toRule,
} from '../../insight/segments/tree.ts'
import { PeopleActions } from '../../ui/people-actions.tsx'
import { Loaded } from '../../ui/states.tsx'

/** Conditions most lists begin with: which operator, and what of it is settled already. */
const quick = [
  { name: 'status', op: 'status', params: {} },
  { name: 'city', op: 'attribute_in', params: { attribute: 'city' } },
  { name: 'reach', op: 'reachable', params: {} },
  { name: 'rfm', op: 'rfm_score', params: {} },
  { name: 'last', op: 'recency', params: {} },
  { name: 'spent', op: 'monetary', params: {} },
  { name: 'attribute', op: 'attribute_equals', params: {} },
] as const

/** Filters of the list, in the language of segments: whatever is found here can be kept as one. */
export function FilterPanel(props: {
  rule: SegmentRule | null
  onApply: (rule: SegmentRule | null) => void
}) {
  const operators = useRead('/segment-operators', {}, { staleTime: 600_000 })
  const { t } = useTranslation()
  return (
    <Loaded query={operators} where={t('customers.filter.title')} height={120}>
      {({ operators: list }) => <Filters {...props} operators={list} />}
    </Loaded>
  )
}

function Filters({
  rule,
  onApply,
  operators,
}: {
  rule: SegmentRule | null
  onApply: (rule: SegmentRule | null) => void
  operators: readonly Operator[]
}) {
  const { t } = useTranslation()
  const [root, setRoot] = useState<GroupNode>(() => (rule ? fromRule(rule) : emptyRoot()))
  const conditions = conditionsOf(root)
  const complete = conditions.every((node) => {
    const operator = operators.find((one) => one.op === node.op)
    return operator !== undefined && missingFields(operator, node.params).length === 0
  })
  const add = (op: string, params: Record<string, unknown>) => {
    const operator = operators.find((one) => one.op === op)
    if (!operator) return
    const fresh = newCondition(operator)
    const condition = { ...fresh, params: { ...fresh.params, ...params } }
    setRoot((old) => ({ ...old, items: [...old.items, condition] }))
  }
  return (
    <section className="stack filter-panel" aria-label={t('customers.filter.title')}>
      <div className="bar">
        <span className="soft">{t('customers.filter.add')}</span>
        {quick
          .filter(({ op }) => operators.some((one) => one.op === op))
          .map(({ name, op, params }) => (
            <Button key={name} size="small" onClick={() => add(op, params)}>
              {t(`customers.filter.quick.${name}`)}
            </Button>
          ))}
      </div>
      <GroupEditor
        group={root}
        operators={operators}
        alone={none}
        onChange={(id, next) => setRoot((old) => replaceNode(old, id, next))}
      />
      <div className="row-actions">
        <Button
          type="primary"
          disabled={!complete}
          onClick={() => onApply(conditions.length === 0 ? null : toRule(root))}
        >
          {t('customers.filter.apply')}
        </Button>
        <Button
          disabled={conditions.length === 0 && rule === null}
          onClick={() => {
            setRoot(emptyRoot())
            onApply(null)
          }}
        >
          {t('customers.filter.clear')}
        </Button>
        {rule ? <PeopleActions rule={rule} suggestedName={t('customers.filter.segmentName')} /> : null}
      </div>
    </section>
  )
}

const none: ReadonlyMap<string, number> = new Map()
