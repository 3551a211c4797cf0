# make run / make test for Windows PowerShell:  .\run.ps1 run   .\run.ps1 demo   .\run.ps1 test   .\run.ps1 check   .\run.ps1 soak
# 若系统禁止运行脚本 · if scripts are not allowed:  powershell -ExecutionPolicy Bypass -File run.ps1 run
param([ValidateSet("run", "demo", "test", "soak", "check")][string]$Task = "run")
$ErrorActionPreference = "Stop"
Set-Location $PSScriptRoot
$env:PYTHONUTF8 = "1"
[Console]::OutputEncoding = [System.Text.Encoding]::UTF8
$python = Join-Path ".venv" "Scripts\python.exe"

function Invoke-Step {
    # Runs a program with everything that follows; its failure is ours. No param(): -m and -r are the program's.
    $program, $rest = $args
    & $program @rest
    if ($LASTEXITCODE -ne 0) { exit $LASTEXITCODE }
}

function Find-Python {
    # The newest suitable Python: through the py launcher, or whatever is called python.
    $ask = "import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))"
    $tries = @(@("py", "-3.13"), @("py", "-3.12"), @("py", "-3.11"), @("py", "-3.14"), @("python"), @("python3"))
    foreach ($try in $tries) {
        if (-not (Get-Command $try[0] -ErrorAction SilentlyContinue)) { continue }
        $options = @($try | Select-Object -Skip 1)
        $ErrorActionPreference = "Continue"
        & $try[0] @options -c $ask 2>$null
        $ErrorActionPreference = "Stop"
        if ($LASTEXITCODE -eq 0) { return , $try }
    }
    [Console]::Error.WriteLine("需要 Python 3.11 或更高版本，请从公司软件中心或 python.org 安装。")
    [Console]::Error.WriteLine("Python 3.11 or newer is needed; install it from your software centre or python.org.")
    exit 1
}

function Update-Environment {
    # Installs anew only when the list of requirements changed.
    param([string]$List, [string]$Stamp)
    if (-not (Test-Path $python)) {
        $found = Find-Python
        $options = @($found | Select-Object -Skip 1)
        & $found[0] @options -m venv .venv
        if ($LASTEXITCODE -ne 0) { exit $LASTEXITCODE }
    }
    $mark = Join-Path ".venv" $Stamp
    if ((Test-Path $mark) -and ((Get-Item $mark).LastWriteTime -gt (Get-Item $List).LastWriteTime)) { return }
    Write-Host "安装依赖，首次约需一两分钟 · installing, a minute or two the first time ..."
    Invoke-Step $python -m pip install --quiet --disable-pip-version-check -r $List
    New-Item -ItemType File -Force $mark | Out-Null
}

Update-Environment "requirements.txt" "run.stamp"
if ($Task -notin @("run", "demo")) { Update-Environment "tests\requirements.txt" "test.stamp" }
switch ($Task) {
    "run" { Invoke-Step $python app.py }
    "demo" {
        $env:KPI_DEMO = "1"
        Invoke-Step $python app.py
    }
    "test" { Invoke-Step $python -m pytest -n 2 --dist worksteal -m "not soak" }
    "soak" { Invoke-Step $python -m pytest -n 2 --dist worksteal -m soak }
    "check" {
        Invoke-Step $python -m ruff check .
        Invoke-Step $python -m ruff format --check .
        Invoke-Step $python -m mypy
        Invoke-Step (Join-Path ".venv" "Scripts\lint-imports.exe")
    }
}
