//! The language server, as an editor talks to it.

use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use serde_json::{Value, json};

const FILE: &str = "file:///claims/a.837";

/// An editor with the server that it started.
struct Editor {
    child: Child,
    to: ChildStdin,
    from: BufReader<ChildStdout>,
    asked: u64,
    /// What came while an answer was waited for.
    told: Vec<Value>,
}

impl Editor {
    fn start() -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_twinclaim"))
            .arg("lsp")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("it runs");
        let to = child.stdin.take().expect("a pipe");
        let from = BufReader::new(child.stdout.take().expect("a pipe"));
        let mut editor = Self { child, to, from, asked: 0, told: Vec::new() };
        let answer =
            editor.ask("initialize", &json!({"capabilities": {}, "processId": null, "rootUri": null}));
        assert_eq!(answer["serverInfo"]["name"], "twinclaim");
        assert_eq!(answer["capabilities"]["textDocumentSync"], 2, "changes come one by one");
        editor.tell("initialized", &json!({}));
        editor
    }

    fn send(&mut self, message: &Value) {
        let text = message.to_string();
        write!(self.to, "Content-Length: {}\r\n\r\n{text}", text.len()).expect("it reads");
        self.to.flush().expect("it reads");
    }

    fn tell(&mut self, method: &str, params: &Value) {
        self.send(&json!({"jsonrpc": "2.0", "method": method, "params": params}));
    }

    fn ask(&mut self, method: &str, params: &Value) -> Value {
        self.asked += 1;
        let id = self.asked;
        self.send(&json!({"jsonrpc": "2.0", "id": id, "method": method, "params": params}));
        loop {
            let message = self.read();
            if message["id"] == id {
                assert!(message.get("error").is_none(), "{message}");
                return message["result"].clone();
            }
            self.told.push(message);
        }
    }

    fn read(&mut self) -> Value {
        let mut length = 0;
        loop {
            let mut line = String::new();
            assert!(self.from.read_line(&mut line).expect("it writes") > 0, "it ended");
            match line.trim().strip_prefix("Content-Length: ") {
                Some(number) => length = number.parse().expect("a number"),
                None if line.trim().is_empty() => break,
                None => {}
            }
        }
        let mut text = vec![0; length];
        self.from.read_exact(&mut text).expect("it writes");
        serde_json::from_slice(&text).expect("JSON")
    }

    fn open(&mut self, text: &str) {
        let document = json!({"uri": FILE, "languageId": "x12", "version": 1, "text": text});
        self.tell("textDocument/didOpen", &json!({"textDocument": document}));
    }

    fn change(&mut self, version: i32, changes: &Value) {
        let document = json!({"uri": FILE, "version": version});
        self.tell("textDocument/didChange", &json!({"textDocument": document, "contentChanges": changes}));
    }

    /// The findings of this version of the text.
    fn findings(&mut self, version: i32) -> Vec<Value> {
        loop {
            let message = if self.told.is_empty() { self.read() } else { self.told.remove(0) };
            let params = &message["params"];
            if message["method"] == "textDocument/publishDiagnostics" && params["version"] == version {
                return params["diagnostics"].as_array().expect("findings").clone();
            }
        }
    }

    fn end(mut self) {
        self.ask("shutdown", &Value::Null);
        self.tell("exit", &Value::Null);
        let mut log = String::new();
        self.child.stderr.take().expect("a pipe").read_to_string(&mut log).expect("text");
        assert_eq!(log, "", "nothing is logged");
        assert!(self.child.wait().expect("it ends").success());
    }
}

fn place(line: usize, character: usize) -> Value {
    json!({"line": line, "character": character})
}

/// Line and column of a text.
fn find(text: &str, wanted: &str) -> (usize, usize) {
    let (line, content) =
        text.lines().enumerate().find(|(_, line)| line.contains(wanted)).expect("it is there");
    (line, content.find(wanted).expect("it is there"))
}

fn file() -> String {
    crate::accounted::file(1, &["KQ1", "KQ2"])
}

#[test]
fn findings_come_as_one_writes_and_go_when_it_is_right() {
    let mut editor = Editor::start();
    let text = file();
    editor.open(&text);
    let errors = |found: Vec<Value>| found.into_iter().filter(|one| one["severity"] == 1).collect::<Vec<_>>();
    assert_eq!(errors(editor.findings(1)), Vec::<Value>::new());
    // Somebody writes a Z before the first NPI.
    let (line, column) = find(&text, "1234567893");
    let range = json!({"start": place(line, column), "end": place(line, column + 1)});
    editor.change(2, &json!([{"range": range, "text": "2"}]));
    let found = errors(editor.findings(2));
    let npi = found.iter().find(|one| one["code"] == "ELM-NPI" || one["message"].to_string().contains("NPI"));
    let npi = npi.unwrap_or_else(|| panic!("{found:#?}"));
    assert_eq!(
        (npi["range"]["start"].clone(), npi["source"].clone()),
        (place(line, column), json!("twinclaim"))
    );
    assert_eq!(npi["range"]["end"], place(line, column + 10));
    editor.change(3, &json!([{"range": range, "text": "1"}]));
    assert_eq!(errors(editor.findings(3)), Vec::<Value>::new());
    // Closed, it has none.
    editor.change(4, &json!([{"text": "ISA*"}]));
    assert!(!editor.findings(4).is_empty());
    editor.tell("textDocument/didClose", &json!({"textDocument": {"uri": FILE}}));
    assert_eq!(editor.findings(4), Vec::<Value>::new());
    editor.end();
}

#[test]
fn a_value_under_the_cursor_is_explained() {
    let mut editor = Editor::start();
    let text = file();
    editor.open(&text);
    let mut hover = |wanted: &str, right: usize| {
        let (line, column) = find(&text, wanted);
        let params = json!({"textDocument": {"uri": FILE}, "position": place(line, column + right)});
        editor.ask("textDocument/hover", &params)["contents"]["value"].as_str().unwrap_or_default().to_owned()
    };
    let npi = hover("XX*1234567893", 4);
    assert!(npi.contains("**NM1**") && npi.contains("**NM109**") && npi.contains("2010AA"), "{npi}");
    let kind = hover("XX*1234567893", 0);
    assert!(kind.contains("**NM108**") && kind.contains("NPI"), "{kind}");
    let segment = hover("CLM*KQ2", 1);
    assert!(segment.contains("**CLM**") && !segment.contains("CLM01"), "{segment}");
    let claim = hover("CLM*KQ2", 5);
    assert!(claim.contains("**CLM01**"), "{claim}");
    editor.end();
}

#[test]
fn the_outline_has_claims_and_actions_correct_counts() {
    let mut editor = Editor::start();
    let text = file();
    let (line, column) = find(&text, "SE*");
    let wrong = text.replacen("SE*", "SE*9", 1);
    editor.open(&wrong);
    let of = json!({"textDocument": {"uri": FILE}});
    let symbols = editor.ask("textDocument/documentSymbol", &of);
    let claims: Vec<&Value> = symbols[0]["children"].as_array().expect("claims").iter().collect();
    let names: Vec<&str> = claims.iter().filter_map(|claim| claim["name"].as_str()).collect();
    assert_eq!(names, ["KQ1", "KQ2"]);
    assert_eq!(claims[1]["selectionRange"]["start"], place(find(&text, "CLM*KQ2").0, 0));
    assert!(claims[0]["range"]["end"]["line"].as_u64() < claims[1]["range"]["start"]["line"].as_u64());
    let range = json!({"start": place(line, 0), "end": place(line, 3)});
    let params = json!({"textDocument": {"uri": FILE}, "range": range, "context": {"diagnostics": []}});
    let actions = editor.ask("textDocument/codeAction", &params);
    assert_eq!(actions.as_array().map(Vec::len), Some(1), "{actions}");
    let edit = &actions[0]["edit"]["changes"][FILE][0];
    assert_eq!((&edit["range"]["start"], &edit["newText"]), (&place(line, column + 3), &json!("")));
    assert_eq!(edit["range"]["end"], place(line, column + 4));
    editor.end();
}
