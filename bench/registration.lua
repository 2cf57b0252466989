-- registration.lua - wrk sends the registrations of a file: each line a token, a blank and a body. Each thread has its own lines.
local threads = 0
function setup(thread)
	thread:set("id", threads)
	threads = threads + 1
end

local lines, at = {}, 0
function init(args)
	local file, of = args[1], tonumber(args[2])
	local n = 0
	for line in io.lines(file) do
		if n % of == id then
			lines[#lines + 1] = line
		end
		n = n + 1
	end
	answered, told = 0, false
end

-- Beyond the end the last one is sent again: the same key, so it is the same registration.
function request()
	at = at < #lines and at + 1 or #lines
	local token, body = lines[at]:match("^(%S+) (.*)$")
	return wrk.format("POST", "/api/v1/book/registrations",
		{ ["Content-Type"] = "application/json", ["Cookie"] = "book=" .. token, ["X-Requested-By"] = "bench", ["Idempotency-Key"] = "bench-" .. id .. "-" .. at }, body)
end

function response(status, headers, body)
	answered = answered + 1
	if status ~= 201 and not told then
		told = true
		io.stderr:write(status .. " " .. body .. "\n")
	end
	if answered >= #lines then
		wrk.thread:stop()
	end
end
