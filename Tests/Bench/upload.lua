-- For wrk: puts the multipart bodies of a folder into a safe, one after the other, over and over.
-- Arguments after `--`: the folder, the content type, the cookies, the origin.
local bodies, headers, turn = {}, {}, 0

function init(arguments)
  for path in io.popen('ls "' .. arguments[1] .. '"/*'):lines() do
    local file = assert(io.open(path, "rb"))
    table.insert(bodies, file:read("*a"))
    file:close()
  end
  headers = {
    ["Content-Type"] = arguments[2], ["Cookie"] = arguments[3], ["Origin"] = arguments[4],
    ["Sec-Fetch-Site"] = "same-origin", ["Accept"] = "application/json",
  }
end

function request()
  turn = turn % #bodies + 1
  return wrk.format("POST", "/documents", headers, bodies[turn])
end
