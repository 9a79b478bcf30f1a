"""An MCP server with one tool, over streamable HTTP on loopback; says its port, then each method.

usage: tool_server.py
"""

import http.server
import json

TOOL = {"name": "weather", "description": "Tells the weather.",
        "inputSchema": {"type": "object", "properties": {"city": {"type": "string"}},
                        "required": ["city"]}}


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        print(request["method"], flush=True)
        result = {
            "initialize": {"protocolVersion": request.get("params", {}).get("protocolVersion"),
                           "capabilities": {"tools": {}},
                           "serverInfo": {"name": "weather", "version": "1"}},
            "tools/list": {"tools": [TOOL]},
            "tools/call": {"content": [{"type": "text", "text": "sunny"}]},
            "ping": {}}.get(request["method"])
        if "id" not in request:
            self.answer(202, b"")
        else:
            self.answer(200, json.dumps(
                {"jsonrpc": "2.0", "id": request["id"], "result": result}).encode())

    def do_GET(self):
        self.answer(405, b"")

    def do_DELETE(self):
        self.answer(200, b"")

    def answer(self, status, body):
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Mcp-Session-Id", "one")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


if __name__ == "__main__":
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    print(server.server_address[1], flush=True)
    server.serve_forever()
