// Where somebody stands in the list of the commune, and by which rule.
import { both, words } from '../../shared/lang';
import { moment, number } from '../../shared/format';
import { Notice } from '../../shared/notice';
import { Card, Facts } from '../parts';
import type { VisitProps } from './visit';

const w = words({
	none: ['Hiện không đứng trong danh sách chờ.', 'Not in the waiting list now.'],
	ahead: ['Đứng trước', 'Before'],
	people: ['{n} người', '{n} people'],
	all: ['Cả danh sách', 'In the list'],
	registered: ['Đăng ký lúc', 'Registered at'],
	why: ['Vì sao ở vị trí này', 'Why this place'],
	rule: ['Thứ tự xếp theo nhóm ưu tiên, rồi tuổi, rồi giờ đăng ký.', 'The order: priority group, then age, then the time of registering.'],
	source: ['Căn cứ: {source}', 'By: {source}'],
	of: [' ngày ', ' of '],
	moves: ['Vị trí có thể thay đổi khi có người thuộc nhóm ưu tiên hơn đăng ký. Không ai được tiêm trước nhờ trả tiền.',
		'The place may change when people of an earlier group register. Nobody comes earlier by paying.'],
});

// Of a rule's source, which speaks to officials too, the decisions that it names.
const decisions = (source: string): string =>
	(source.match(/(?:QĐ|NQ|NĐ|CV|TT|Luật) ?[\d/]+[\wĐ/-]*(?: of \d\d\/\d\d\/\d{4})?/g) ?? []).map((d) => d.replace(' of ', w('of'))).join('; ');

export function PlacePage({ book: { position, registration, status } }: VisitProps) {
	if (!position)
		return <><Notice>{w('none')}</Notice><p>{both(status)}</p></>;
	return (
		<>
			<Card kind="main"><p class="say">{both(position)}</p></Card>
			<Card title={w('why')}>
				<Facts items={[
					[w('ahead'), w('people', { n: number(position.ahead) })], [w('all'), w('people', { n: number(position.all) })],
					registration && [w('registered'), moment(registration.created_at)],
				]} />
				<p class="gap">{w('rule')}</p>
				{position.source && decisions(position.source) && <p class="soft">{w('source', { source: decisions(position.source) })}</p>}
			</Card>
			<p class="soft">{w('moves')}</p>
		</>
	);
}
