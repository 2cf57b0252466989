// What a store reports: its day (a site's), the reconciliation lot by lot, the waste, the stock over time.
import { words } from '../../shared/lang';
import { atSite } from '../place';
import { DayPicker } from './day_picker';
import { DayReport } from './day_report';
import { Levels } from './levels';
import { Reconcile } from './reconcile';
import { Waste } from './waste';
import { goReport, readDay, reportLink } from './where';

const w = words({
	nav: ['Các báo cáo', 'Reports'],
	day: ['Báo cáo ngày', 'Day report'],
	reconcile: ['Đối chiếu', 'Reconciliation'],
	waste: ['Hao phí', 'Waste'],
	levels: ['Tồn theo thời gian', 'Stock over time'],
});

type Part = 'day' | 'reconcile' | 'waste' | 'levels';

export function Report({ rest }: { rest: string[] }) {
	const parts: Part[] = [...(atSite.value ? ['day' as const] : []), 'reconcile', 'waste', 'levels'];
	const part = parts.find((p) => p === rest[0]) ?? parts[0]!;
	const on = readDay(rest[1]);
	const ofDay = part === 'day' || part === 'reconcile';
	return (
		<>
			<nav class="parts" aria-label={w('nav')}>
				<ul>{parts.map((p) => <li key={p}><a class="parts__tab" href={reportLink(p, on)} aria-current={p === part ? 'page' : undefined}>{w(p)}</a></li>)}</ul>
			</nav>
			{ofDay && (
				<div class="title-row"><h1 class="govuk-heading-l">{w(part)}</h1><DayPicker on={on} onChoose={(to) => goReport(part, to)} /></div>
			)}
			{part === 'day' && <DayReport key={on} on={on} />}
			{part === 'reconcile' && <Reconcile key={on} on={on} />}
			{part === 'waste' && <Waste />}
			{part === 'levels' && <Levels />}
		</>
	);
}
