// Each confirmation of a day: who, when, why anew, and the figures it was given for.
import { moment, number, signed } from '../../shared/format';
import { words } from '../../shared/lang';
import { Tag } from '../../shared/notice';
import { figureName } from './figures';
import { figureNames, type Version } from './types';

const w = words({
	title: ['Các lần xác nhận ({n})', 'Confirmations ({n})'],
	version: ['Lần {n}', 'No. {n}'],
	by: ['{name}, lúc {at}', '{name}, at {at}'],
	somebody: ['Không rõ', 'Not known'],
	late: ['Sau giờ chốt', 'After closing time'],
	inTime: ['Đúng hạn', 'In time'],
	note: ['Ghi chú: {text}', 'Note: {text}'],
	why: ['Lý do xác nhận lại: {text}', 'Why anew: {text}'],
	figure: ['{name}: {n}', '{name}: {n}'],
});

export const confirmedBy = (v: Version): string => w('by', { name: v.confirmed_by ?? w('somebody'), at: moment(v.confirmed_at) });
export const InTime = ({ v }: { v: Version }) => <Tag kind={v.late ? 'wait' : 'good'}>{w(v.late ? 'late' : 'inTime')}</Tag>;

export function Versions({ versions }: { versions: Version[] }) {
	return (
		<section class="block" aria-labelledby="versions">
			<h2 id="versions" class="govuk-heading-m">{w('title', { n: versions.length })}</h2>
			<ol class="plain-list">
				{versions.map((v) => (
					<li key={v.version} class="version">
						<p class="what"><strong>{w('version', { n: v.version })}</strong> <span>{confirmedBy(v)}</span> <InTime v={v} /></p>
						{v.why && <p>{w('why', { text: v.why })}</p>}
						{v.note && <p>{w('note', { text: v.note })}</p>}
						<p class="soft">{figureNames.map((name) => w('figure', { name: figureName(name), n: name === 'adjusted' ? signed(v[name]) : number(v[name]) })).join('; ')}</p>
					</li>
				))}
			</ol>
		</section>
	);
}
