// The ten figures of a day, each with what it is made of; where the day changed after it was confirmed, both and their difference.
import { number, signed } from '../../shared/format';
import { words } from '../../shared/lang';
import { figureNames, type FigureName, type Figures } from './types';

const names = words({
	received: ['Nhập', 'Received'],
	issued: ['Xuất', 'Sent'],
	discarded: ['Hủy', 'Discarded'],
	adjusted: ['Điều chỉnh', 'Adjusted'],
	used: ['Đã tiêm', 'Given'],
	left_over: ['Còn cuối ngày', 'Left at the end of the day'],
	people: ['Người được tiêm', 'People vaccinated'],
	deferred: ['Không tiêm sau khám', 'Not vaccinated after screening'],
	certificates_1: ['Chứng nhận mũi 1', 'Certificates of dose 1'],
	certificates_2: ['Chứng nhận mũi 2', 'Certificates of dose 2'],
});
const made = words({
	received: ['Nhập từ nhà cung cấp, nhận từ kho khác, hàng gửi đi quay về', 'From suppliers, from other stores, and what was sent and came back'],
	issued: ['Gửi sang kho khác, tính từ lúc rời kho', 'Sent to other stores, from the moment it left'],
	discarded: ['Mọi lý do, kể cả liều thừa của lọ đã mở', 'For any reason, doses left over in opened vials included'],
	adjusted: ['Kiểm kê thừa (+) hoặc thiếu (−), liều rút thêm ngoài nhãn (+)', 'Found (+) or missing (−) at counts, drawn beyond the label (+)'],
	used: ['Mỗi mũi tiêm ghi cho ngày này là một liều, kể cả mũi nhập bù', 'One for each injection of this day, those entered later included'],
	left_over: ['{opening} đầu ngày + nhập − xuất − hủy ± điều chỉnh − đã tiêm; kể cả liều biệt trữ', '{opening} in the morning + received − sent − discarded ± adjusted − given; doses held back included'],
	people: ['Tiêm trong ngày tại điểm này', 'Vaccinated here on this day'],
	deferred: ['Trì hoãn, chống chỉ định, chuyển tuyến', 'Put off, contraindicated, referred'],
	certificates_1: ['Cấp trong ngày cho mũi thứ nhất', 'Issued on this day for a first dose'],
	certificates_2: ['Cấp trong ngày cho mũi thứ hai', 'Issued on this day for a second dose'],
});
const w = words({
	caption: ['Số liệu của ngày', 'Figures of the day'],
	vaccine: ['Vắc xin (liều)', 'Vaccine (doses)'],
	people: ['Người và chứng nhận', 'People and certificates'],
	figure: ['Số liệu', 'Figure'],
	now: ['Hiện nay', 'Now'],
	confirmed: ['Đã xác nhận', 'Confirmed'],
	difference: ['Chênh lệch', 'Difference'],
});
const groups = [['vaccine', figureNames.slice(0, 6)], ['people', figureNames.slice(6)]] as const;

export const figureName = (name: FigureName): string => names(name);
const openingOf = (f: Figures) => f.left_over - f.received - f.adjusted + f.issued + f.discarded + f.used;
const madeOf = (name: FigureName, f: Figures) => made(name, { opening: number(openingOf(f)) });
const shown = (name: FigureName, f: Figures) => (name === 'adjusted' ? signed(f[name]) : number(f[name]));

function Row({ name, now, confirmed }: { name: FigureName; now: Figures; confirmed: Figures | null }) {
	const difference = confirmed ? now[name] - confirmed[name] : 0;
	return (
		<tr class={difference ? 'figures__off' : ''}>
			<th scope="row"><span class="figures__name">{names(name)}</span><span class="soft figures__made">{madeOf(name, now)}</span></th>
			{confirmed && <td>{shown(name, confirmed)}</td>}
			<td><strong>{shown(name, now)}</strong></td>
			{confirmed && <td>{difference ? <strong>{signed(difference)}</strong> : <span class="soft">0</span>}</td>}
		</tr>
	);
}

// confirmed: what was confirmed last, where the day is no longer so.
export function FiguresTable({ now, confirmed }: { now: Figures; confirmed: Figures | null }) {
	return (
		<table class={`figures ${confirmed ? 'figures--both' : ''}`}>
			<caption class="govuk-visually-hidden">{w('caption')}</caption>
			<thead>
				<tr>
					<th scope="col"><span class="govuk-visually-hidden">{w('figure')}</span></th>
					{confirmed && <th scope="col">{w('confirmed')}</th>}
					<th scope="col" class={confirmed ? '' : 'figures__alone'}>{w('now')}</th>
					{confirmed && <th scope="col">{w('difference')}</th>}
				</tr>
			</thead>
			{groups.map(([group, list]) => (
				<tbody key={group}>
					<tr><th scope="rowgroup" colSpan={confirmed ? 4 : 2} class="figures__group">{w(group)}</th></tr>
					{list.map((name) => <Row key={name} name={name} now={now} confirmed={confirmed} />)}
				</tbody>
			))}
		</table>
	);
}
