// Words that several pages share: figures to divide by, states of rounds, units of counting.
import { say, words, type Pair } from '../shared/lang';

const figures: Record<string, { name: Pair; more: Pair }> = {
	population_18: { name: ['Dân số từ 18 tuổi', 'People of 18 and over'], more: ['Nơi nhiều người lớn nhận nhiều. Lấy từ danh mục đơn vị, hoặc số liệu mới hơn đã nhập.', 'Who has more adults gets more. From the list of units, or a newer figure that was entered.'] },
	priority: { name: ['Người thuộc nhóm ưu tiên', 'People of priority groups'], more: ['Số người thuộc nhóm ưu tiên đã nhập cho từng nơi.', 'People of priority groups as entered for each receiver.'] },
	risk: { name: ['Cấp độ dịch (1 đến 4)', 'Class of risk (1 to 4)'], more: ['Nơi có cấp độ dịch cao hơn nhận nhiều hơn (Nghị quyết 128/NQ-CP).', 'A higher class of epidemic risk gets more (Resolution 128/NQ-CP).'] },
	capacity: { name: ['Năng lực tiêm (người/ngày)', 'Capacity (people a day)'], more: ['Nơi tiêm được nhiều người mỗi ngày nhận nhiều. Mặc định là tổng của các điểm tiêm bên dưới.', 'Who can vaccinate more people a day gets more. By default the sum of the sites below.'] },
	doses_planned: { name: ['Số liều dự kiến phân bổ', 'Doses planned'], more: ['Theo kế hoạch đã công bố.', 'As the published plan says.'] },
	doses_allocated: { name: ['Số liều đã phân bổ', 'Doses allocated'], more: ['Nơi đã được phân bổ nhiều lại nhận nhiều: chỉ dùng khi muốn giữ tỷ lệ cũ.', 'Who was allocated more gets more again: only to keep earlier proportions.'] },
	doses_administered: { name: ['Số liều đã tiêm', 'Doses given'], more: ['Nơi đã tiêm nhiều nhận nhiều.', 'Who has given more gets more.'] },
	used_14_days: { name: ['Số liều tiêm trong 14 ngày qua', 'Doses given in the last 14 days'], more: ['Nơi đang tiêm nhanh nhận nhiều. Lấy từ sổ kho.', 'Who is giving more gets more. From the books.'] },
	on_hand: { name: ['Còn trong kho', 'On hand'], more: ['Số liều của vắc xin này trong các kho của nơi nhận.', 'Doses of this vaccine in the stores of the receiver.'] },
};
export const bases = Object.keys(figures).filter((name) => name !== 'on_hand');
// Those that people enter; the others come from the books.
export const entered = bases.filter((name) => name !== 'used_14_days');
export const figureName = (name: string): string => (figures[name] ? say(figures[name]!.name) : name);
export const figureMore = (name: string): string => (figures[name] ? say(figures[name]!.more) : '');

const states: Record<string, Pair> = {
	draft: ['Dự thảo', 'Draft'],
	approved: ['Đã duyệt', 'Approved'],
	shipped: ['Đã xuất hết', 'All shipped'],
	cancelled: ['Đã hủy', 'Cancelled'],
};
export const roundState = (state: string): string => (states[state] ? say(states[state]!) : state);
export const roundTag = (state: string) => ({ draft: 'wait', approved: 'info', shipped: 'good', cancelled: 'stop' } as const)[state] ?? 'plain';

export const c = words({
	loading: ['Đang tải…', 'Loading…'],
	doses: ['{n} liều', '{n} doses'],
	lots: ['{n} lô', '{n} lot(s)'],
	days: ['{n} ngày', '{n} days'],
	product: ['Vắc xin', 'Vaccine'],
	lot: ['Số lô', 'Lot'],
	unit: ['Đơn vị', 'Unit'],
	expires: ['Hạn dùng', 'Expires'],
	usable: ['Dùng được', 'Usable'],
	inStore: ['Trong kho, không dùng được', 'In store, not usable'],
	held: ['Biệt trữ', 'Held back'],
	transit: ['Trên đường', 'On the way'],
	used: ['Đã tiêm', 'Given'],
	unbacked: ['Tiêm chưa có phiếu', 'Given without receipt'],
	state: ['Tình trạng', 'State'],
	actions: ['Thao tác', 'Actions'],
	back: ['Quay lại', 'Back'],
	why: ['Lý do', 'Reason'],
	optional: ['Không bắt buộc', 'Optional'],
});
