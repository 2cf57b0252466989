// Everything that is kept about this person, and what may be asked for. Luật 91/2025/QH15: to know, to correct, to have a copy, to
// restrict, to delete, to object; answered within two working days (NĐ 356/2025).
import { date, fullName, groups, moment, sexName } from '../../shared/format';
import { words } from '../../shared/lang';
import { Tag } from '../../shared/notice';
import { link } from '../../shared/route';
import { Card, Facts, Ways } from '../parts';
import { personAddress } from '../prefetch';
import type { Book, Request } from '../types';
import { fieldName, kindName } from './words';
import type { RightsProps } from './rights';

const w = words({
	kept: ['Dữ liệu đang giữ', 'What is kept'],
	none: ['Không ghi', 'Not given'],
	copy: ['Tải bản sao toàn bộ dữ liệu', 'Download a copy of everything'],
	copyMore: ['Một tệp lưu vào máy này (dạng JSON); cần có mạng.', 'A JSON file on this phone; needs a network.'],
	rights: ['Quyền của người có sổ', 'Your rights'],
	correct: ['Xin sửa điều sai', 'Ask for a correction'],
	correctMore: ['Họ tên, ngày sinh, số giấy tờ, mũi tiêm thiếu hoặc sai', 'Name, birth date, numbers, missing or wrong doses'],
	restrict: ['Hạn chế xử lý dữ liệu', 'Restrict processing'],
	restrictMore: ['Có hiệu lực ngay: chỉ còn dùng cho việc tiêm và an toàn', 'At once: used for vaccination and safety alone'],
	lift: ['Bỏ hạn chế xử lý dữ liệu', 'Lift the restriction'],
	liftMore: ['Đang hạn chế theo yêu cầu', 'Restricted now, as you asked'],
	delete: ['Xin xóa dữ liệu', 'Ask for deletion'],
	deleteMore: ['Hủy đăng ký, không tài khoản nào còn xem được sổ này; mũi đã tiêm vẫn giữ theo luật, chỉ dùng hạn chế', 'Registration and access end; doses are kept by law, restricted'],
	object: ['Phản đối việc xem hoặc dùng dữ liệu', 'Object to a look or a use'],
	objectMore: ['Cơ quan y tế kiểm tra và trả lời', 'The health office looks into it and answers'],
	requests: ['Yêu cầu đã gửi', 'Requests sent'],
	open: ['Đang giải quyết', 'Open'], granted: ['Đã chấp nhận', 'Granted'], refused: ['Không chấp nhận', 'Refused'],
	due: ['Trả lời trước {at}', 'Answer by {at}'],
});

const factsOf = ({ person: p }: Book) => [
	['name', fullName(p.name)], ['birth_date', date(p.birth_date, p.birth_precision)], ['sex', sexName(p.sex)], ['cccd', groups(p.cccd ?? p.cmnd)],
	['passport', p.passport], ['insurance', p.insurance], ['phone', groups(p.phone)], ['home', [p.address, p.home_name].filter(Boolean).join(', ')],
	['occupation', p.occupation], ['workplace', p.workplace], ['guardian_name', p.guardian_name],
] as const;

function Sent({ r }: { r: Request }) {
	return (
		<li class="card">
			<p><Tag kind={r.state === 'open' ? 'wait' : r.state === 'granted' ? 'good' : 'stop'}>{w(r.state as 'open')}</Tag> {kindName(r.kind)}</p>
			{r.kind === 'correct' && r.wanted && <p class="say">{r.field ? `${fieldName(r.field)}: ` : ''}{r.wanted}</p>}
			<p class="soft">{r.answer ?? w('due', { at: moment(r.due_at) })}</p>
		</li>
	);
}

export function DataPage({ id, book }: RightsProps) {
	const way = (kind: 'correct' | 'restrict' | 'delete' | 'object') =>
		({ href: link('person', id, 'request', kind), text: w(kind), more: w(`${kind}More`) });
	return (
		<>
			{!!book.requests?.length && (
				<section aria-label={w('requests')}><h2 class="card__title">{w('requests')}</h2>
					<ul class="members">{book.requests.map((r) => <Sent key={r.id} r={r} />)}</ul></section>
			)}
			<Card title={w('kept')}>
				<Facts items={factsOf(book).map(([name, value]) => [fieldName(name), value || <span class="soft">{w('none')}</span>] as const)} />
				<a class="govuk-button govuk-button--secondary" href={personAddress(id, 'copy')} download="so-suc-khoe.json">{w('copy')}</a>
				<p class="soft">{w('copyMore')}</p>
			</Card>
			<Card title={w('rights')}><Ways items={[way('correct'), book.restricted ? { ...way('restrict'), text: w('lift'), more: w('liftMore') } : way('restrict'), way('delete'), way('object')]} /></Card>
		</>
	);
}
